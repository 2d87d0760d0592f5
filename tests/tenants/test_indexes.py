"""Each write keeps every index up to date: none is kept that another one makes useless."""

import pytest
from django.apps import apps
from django.db import connection

from tenants import context
from tenants.models import Commune

pytestmark = pytest.mark.django_db

# An index that is not unique, whole, and whose columns are those another whole index begins with.
DOUBLED = """
SELECT doubled.indexrelid::regclass::text
FROM pg_index AS doubled
JOIN pg_index AS other ON other.indrelid = doubled.indrelid AND other.indexrelid <> doubled.indexrelid
WHERE doubled.indrelid = ANY (%s::regclass[])
  AND NOT doubled.indisunique
  AND doubled.indpred IS NULL AND other.indpred IS NULL
  AND doubled.indexprs IS NULL AND other.indexprs IS NULL
  AND other.indkey::text || ' ' LIKE doubled.indkey::text || ' %%'
"""


def doubled(tables: list[str]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(DOUBLED, [tables])
        return sorted({name for (name,) in cursor.fetchall()})


def test_no_index_is_the_beginning_of_another(fresnes: Commune) -> None:
    tables = [model._meta.db_table for model in apps.get_models() if model.__module__.startswith("apps.")]
    with context.operator(fresnes.schema_name):
        assert doubled(tables) == []


def test_an_index_that_another_begins_with_is_found(fresnes: Commune) -> None:
    with context.operator(fresnes.schema_name):
        with connection.cursor() as cursor:
            cursor.execute("CREATE INDEX audit_event_again ON audit_event (id)")
        assert doubled(["audit_event"]) == ["audit_event_again"]
