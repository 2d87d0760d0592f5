import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


# By name: Django would find them by their column, and take the conditional constraints of that column away as well.
DOUBLED = (
    "families_certification_household_id_f1932bc4",
    "families_householdmember_household_id_889dc64c",
    "families_keyattempt_user_id_1c1766de",
    "families_matchcandidate_person_a_id_f1f0abdd",
    "families_relationship_adult_id_c75d2175",
    "families_restriction_child_id_d1e14110",
    "families_person_match_key_78a33538_like",
    "families_portrait_key_3ec86326_like",
    "families_servicekey_digest_4d5aa2d4_like",
)


class Migration(migrations.Migration):
    """What another index begins with, or finds already, is not kept up to date twice."""

    dependencies = [
        ("families", "0011_third_persons_barred_from_collecting"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(f"DROP INDEX IF EXISTS {', '.join(DOUBLED)}", migrations.RunSQL.noop)
            ],
            state_operations=[
                migrations.AlterField(
                    model_name="certification",
                    name="household",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="certifications",
                        to="families.household",
                    ),
                ),
                migrations.AlterField(
                    model_name="householdmember",
                    name="household",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="members",
                        to="families.household",
                    ),
                ),
                migrations.AlterField(
                    model_name="keyattempt",
                    name="user",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="key_attempts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AlterField(
                    model_name="matchcandidate",
                    name="person_a",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="families.person",
                    ),
                ),
                migrations.AlterField(
                    model_name="relationship",
                    name="adult",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ties_to_children",
                        to="families.person",
                    ),
                ),
                migrations.AlterField(
                    model_name="restriction",
                    name="child",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="restrictions",
                        to="families.person",
                    ),
                ),
            ],
        ),
    ]
