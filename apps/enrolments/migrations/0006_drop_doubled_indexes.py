import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """What another index begins with, or finds already, is not kept up to date twice."""

    dependencies = [
        ('activities', '0003_drop_doubled_indexes'),
        ('enrolments', '0005_encrypt_refusals'),
        ('families', '0012_drop_doubled_indexes'),
    ]

    operations = [
        migrations.AlterField(
            model_name='enrolment',
            name='activity',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='enrolments', to='activities.activity'),
        ),
        migrations.AlterField(
            model_name='enrolment',
            name='group',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='enrolments', to='activities.group'),
        ),
        migrations.AlterField(
            model_name='grouprecipient',
            name='message',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='recipients', to='enrolments.groupmessage'),
        ),
        migrations.AlterField(
            model_name='grouprecipient',
            name='person',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='families.person'),
        ),
        migrations.AlterField(
            model_name='permissionanswer',
            name='child',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='permission_answers', to='families.person'),
        ),
    ]
