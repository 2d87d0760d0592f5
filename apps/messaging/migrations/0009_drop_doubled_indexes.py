import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


# By name: Django would find them by their column, and take the conditional constraints of that column away as well.
DOUBLED = (
    "messaging_notice_user_id_afc1f821",
    "messaging_preference_user_id_42491e48",
    "messaging_message_message_id_1b8acd79_like",
)


class Migration(migrations.Migration):
    """What another index begins with, or finds already, is not kept up to date twice."""

    dependencies = [
        ("messaging", "0008_topic_of_activities"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(f"DROP INDEX IF EXISTS {', '.join(DOUBLED)}", migrations.RunSQL.noop)
            ],
            state_operations=[
                migrations.AlterField(
                    model_name="notice",
                    name="user",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AlterField(
                    model_name="preference",
                    name="user",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="preferences",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
    ]
