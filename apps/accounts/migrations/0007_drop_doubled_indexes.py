import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


# Made by an older version for texts that no query looks for by their beginning.
FOR_BEGINNINGS = (
    "accounts_session_session_key_b186966f_like",
    "auth_group_name_a6ea08ec_like",
)


class Migration(migrations.Migration):
    """What another index begins with, or finds already, is not kept up to date twice."""

    dependencies = [
        ('accounts', '0006_messages_of_visitors'),
    ]

    operations = [
        migrations.RunSQL(f"DROP INDEX IF EXISTS {', '.join(FOR_BEGINNINGS)}", migrations.RunSQL.noop),
        migrations.AlterField(
            model_name='agentrole',
            name='user',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='roles', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='cguacceptance',
            name='user',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='cgu_acceptances', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='recoverycode',
            name='factor',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='recovery_codes', to='accounts.secondfactor'),
        ),
    ]
