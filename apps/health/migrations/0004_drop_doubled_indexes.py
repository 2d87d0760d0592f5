import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """What another index begins with, or finds already, is not kept up to date twice."""

    dependencies = [
        ('families', '0012_drop_doubled_indexes'),
        ('health', '0003_nap_habits'),
    ]

    operations = [
        migrations.AlterField(
            model_name='healthaccess',
            name='child',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='health_accesses', to='families.person'),
        ),
    ]
