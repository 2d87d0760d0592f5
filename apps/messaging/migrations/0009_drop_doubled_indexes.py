import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


# Made by an older version for texts that no query looks for by their beginning.
FOR_BEGINNINGS = (
    "messaging_message_message_id_1b8acd79_like",
)


class Migration(migrations.Migration):
    """What another index begins with, or finds already, is not kept up to date twice."""

    dependencies = [
        ('messaging', '0008_topic_of_activities'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(f"DROP INDEX IF EXISTS {', '.join(FOR_BEGINNINGS)}", migrations.RunSQL.noop),
        migrations.AlterField(
            model_name='notice',
            name='user',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='preference',
            name='user',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='preferences', to=settings.AUTH_USER_MODEL),
        ),
    ]
