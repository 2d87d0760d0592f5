import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


# By name: Django would find them by their column, and take the conditional constraints of that column away as well.
DOUBLED = (
    "accounts_agentrole_user_id_b557bd03",
    "accounts_cguacceptance_user_id_76e7f6e1",
    "accounts_recoverycode_factor_id_cd986632",
    "accounts_session_session_key_b186966f_like",
    "auth_group_name_a6ea08ec_like",
)


class Migration(migrations.Migration):
    """What another index begins with, or finds already, is not kept up to date twice."""

    dependencies = [
        ("accounts", "0006_messages_of_visitors"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(f"DROP INDEX IF EXISTS {', '.join(DOUBLED)}", migrations.RunSQL.noop)
            ],
            state_operations=[
                migrations.AlterField(
                    model_name="agentrole",
                    name="user",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="roles",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AlterField(
                    model_name="cguacceptance",
                    name="user",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cgu_acceptances",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AlterField(
                    model_name="recoverycode",
                    name="factor",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recovery_codes",
                        to="accounts.secondfactor",
                    ),
                ),
            ],
        ),
    ]
