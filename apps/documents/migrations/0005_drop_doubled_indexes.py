from django.db import migrations


# Made by an older version for texts that no query looks for by their beginning.
DOUBLED = (
    "documents_document_key_7b15582f_like",
    "documents_document_kind_afe720e3_like",
)


class Migration(migrations.Migration):
    """What another index begins with, or finds already, is not kept up to date twice."""

    dependencies = [
        ("documents", "0004_seal_what_is_sensitive"),
    ]

    operations = [migrations.RunSQL(f"DROP INDEX IF EXISTS {', '.join(DOUBLED)}", migrations.RunSQL.noop)]
