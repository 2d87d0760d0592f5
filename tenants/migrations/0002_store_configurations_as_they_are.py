from django.db import migrations


class Migration(migrations.Migration):
    """A configuration is read and written whole: compressing its 70 kB costs more than the disk it saves."""

    dependencies = [("tenants", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE tenants_commune ALTER COLUMN configuration SET STORAGE EXTERNAL",
            "ALTER TABLE tenants_commune ALTER COLUMN configuration SET STORAGE EXTENDED",
        )
    ]
