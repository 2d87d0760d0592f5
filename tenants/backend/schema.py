"""How tables are made: without the indexes that nothing here ever reads."""

from typing import Any

from django.db.backends.postgresql.schema import DatabaseSchemaEditor


class SchemaEditor(DatabaseSchemaEditor):
    def _create_like_index_sql(self, *_field: Any, **_table: Any) -> None:
        """Keep a unique or indexed text to one index: a second one, for what begins with a text, is asked for by name.

        A commune had 22 of them, which each write kept up to date and no query used.
        """
        return
