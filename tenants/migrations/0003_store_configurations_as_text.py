from django.db import migrations, models


class Migration(migrations.Migration):
    """A configuration is read and written whole: PostgreSQL has no reason to take its 90 kB apart."""

    dependencies = [("tenants", "0002_store_configurations_as_they_are")]

    operations = [
        migrations.AlterField("commune", "configuration", models.TextField()),
        migrations.RunSQL(
            # Another type comes with its own way of storing.
            "ALTER TABLE tenants_commune ALTER COLUMN configuration SET STORAGE EXTERNAL",
            migrations.RunSQL.noop,
        ),
    ]
