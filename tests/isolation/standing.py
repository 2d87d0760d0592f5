"""Where the server says the connection stands, and standing somewhere without the protection."""

from contextlib import AbstractContextManager

from django.db import connection

from tenants import context
from tenants.models import Commune


def schema() -> str:
    """Return the schema that the server would look in first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        return cursor.fetchone()[0]


def role() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return cursor.fetchone()[0]


def unprotected(commune: Commune) -> AbstractContextManager[None]:
    """Stand in the schema of a commune with the owner's rights: what code would be without the role of the commune."""
    return context.operator(commune.schema_name)
