import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


# By name: Django would find them by their column, and take the conditional constraints of that column away as well.
DOUBLED = (
    "casework_case_requester_id_2f171dbb",
    "casework_case_service_43f11165",
    "casework_caseattachment_case_id_8b499305",
    "casework_cannedanswer_procedure_0aba5475_like",
    "casework_cannedanswer_service_fbdc05ff_like",
    "casework_case_procedure_c5fa6110_like",
    "casework_case_service_43f11165_like",
)


class Migration(migrations.Migration):
    """What another index begins with, or finds already, is not kept up to date twice."""

    dependencies = [
        ("casework", "0007_encrypt_pieces_asked"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(f"DROP INDEX IF EXISTS {', '.join(DOUBLED)}", migrations.RunSQL.noop)
            ],
            state_operations=[
                migrations.AlterField(
                    model_name="case",
                    name="requester",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AlterField(
                    model_name="case",
                    name="service",
                    field=models.SlugField(db_index=False, max_length=41),
                ),
                migrations.AlterField(
                    model_name="caseattachment",
                    name="case",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attachments",
                        to="casework.case",
                    ),
                ),
            ],
        ),
    ]
