from django.db import migrations


# Made by an older version for texts that no query looks for by their beginning.
DOUBLED = (
    "content_newsitem_slug_fcf747c1_like",
    "content_publishedcgu_version_422dc41b_like",
    "content_publishedpage_slug_b2526364_like",
)


class Migration(migrations.Migration):
    """What another index begins with, or finds already, is not kept up to date twice."""

    dependencies = [
        ("content", "0003_news_for_some"),
    ]

    operations = [migrations.RunSQL(f"DROP INDEX IF EXISTS {', '.join(DOUBLED)}", migrations.RunSQL.noop)]
