import django.db.models.deletion
from django.db import migrations, models


# By name: Django would find them by their column, and take the conditional constraints of that column away as well.
DOUBLED = (
    "enrolments_enrolment_activity_id_62974f04",
    "enrolments_enrolment_group_id_bae91739",
    "enrolments_grouprecipient_message_id_1576d251",
    "enrolments_grouprecipient_person_id_fcabde64",
    "enrolments_permissionanswer_child_id_84d495cc",
)


class Migration(migrations.Migration):
    """What another index begins with, or finds already, is not kept up to date twice."""

    dependencies = [
        ("activities", "0003_drop_doubled_indexes"),
        ("enrolments", "0005_encrypt_refusals"),
        ("families", "0012_drop_doubled_indexes"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(f"DROP INDEX IF EXISTS {', '.join(DOUBLED)}", migrations.RunSQL.noop)
            ],
            state_operations=[
                migrations.AlterField(
                    model_name="enrolment",
                    name="activity",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enrolments",
                        to="activities.activity",
                    ),
                ),
                migrations.AlterField(
                    model_name="enrolment",
                    name="group",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enrolments",
                        to="activities.group",
                    ),
                ),
                migrations.AlterField(
                    model_name="grouprecipient",
                    name="message",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recipients",
                        to="enrolments.groupmessage",
                    ),
                ),
                migrations.AlterField(
                    model_name="grouprecipient",
                    name="person",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="families.person",
                    ),
                ),
                migrations.AlterField(
                    model_name="permissionanswer",
                    name="child",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="permission_answers",
                        to="families.person",
                    ),
                ),
            ],
        ),
    ]
