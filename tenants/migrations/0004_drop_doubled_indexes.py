from django.db import migrations

# Made by an older version for texts that no query looks for by their beginning.
FOR_BEGINNINGS = (
    "tenants_commune_role_name_7c238a7a_like",
    "tenants_commune_schema_name_fdcd29ab_like",
    "tenants_commune_slug_258b1b8f_like",
    "tenants_domain_domain_e75f0449_like",
    "tenants_spareschema_role_name_423f3d9f_like",
    "tenants_spareschema_schema_name_244dabcc_like",
    "tenants_template_version_0d87512e_like",
)


class Migration(migrations.Migration):
    """What another index finds already is not kept up to date twice."""

    dependencies = [("tenants", "0003_store_configurations_as_text")]

    operations = [migrations.RunSQL(f"DROP INDEX IF EXISTS {', '.join(FOR_BEGINNINGS)}", migrations.RunSQL.noop)]
