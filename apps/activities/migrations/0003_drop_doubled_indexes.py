import django.db.models.deletion
from django.db import migrations, models


# By name: Django would find them by their column, and take the conditional constraints of that column away as well.
DOUBLED = (
    "activities_authorisationtext_slug_d219a350",
    "activities_group_activity_id_f28eb9b6",
    "activities_group_slug_1852c176",
    "activities_schooling_school_id_9d07a6ce",
    "activities_unit_activity_id_39690969",
    "activities_unit_slug_a031406d",
    "activities_activity_slug_15d2d0ee_like",
    "activities_authorisationtext_slug_d219a350_like",
    "activities_group_slug_1852c176_like",
    "activities_period_slug_1c99227b_like",
    "activities_school_slug_b6ce9e9b_like",
    "activities_site_slug_a1faf031_like",
    "activities_unit_slug_a031406d_like",
)


class Migration(migrations.Migration):
    """What another index begins with, or finds already, is not kept up to date twice."""

    dependencies = [
        ("activities", "0002_pupils_of_a_promotion"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(f"DROP INDEX IF EXISTS {', '.join(DOUBLED)}", migrations.RunSQL.noop)
            ],
            state_operations=[
                migrations.AlterField(
                    model_name="authorisationtext",
                    name="slug",
                    field=models.SlugField(db_index=False, max_length=41),
                ),
                migrations.AlterField(
                    model_name="group",
                    name="activity",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="groups",
                        to="activities.activity",
                    ),
                ),
                migrations.AlterField(
                    model_name="group",
                    name="slug",
                    field=models.SlugField(db_index=False, max_length=41),
                ),
                migrations.AlterField(
                    model_name="schooling",
                    name="school",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="schoolings",
                        to="activities.school",
                    ),
                ),
                migrations.AlterField(
                    model_name="unit",
                    name="activity",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="units",
                        to="activities.activity",
                    ),
                ),
                migrations.AlterField(
                    model_name="unit",
                    name="slug",
                    field=models.SlugField(db_index=False, max_length=41),
                ),
            ],
        ),
    ]
