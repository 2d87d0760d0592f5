"""The indexes of a commune: all those its models declare, and none that another one makes useless."""

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Model

from tenants import context
from tenants.models import Commune

pytestmark = pytest.mark.django_db

OURS = [model for model in apps.get_models() if model.__module__.startswith("apps.")]

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
    with context.operator(fresnes.schema_name):
        assert doubled([model._meta.db_table for model in OURS]) == []


def test_an_index_that_another_begins_with_is_found(fresnes: Commune) -> None:
    with context.operator(fresnes.schema_name):
        with connection.cursor() as cursor:
            cursor.execute("CREATE INDEX audit_event_again ON audit_event (id)")
        assert doubled(["audit_event"]) == ["audit_event_again"]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_whatever_a_model_declares_is_in_the_schema(model: type[Model], fresnes: Commune) -> None:
    """A migration that takes an index away by its column takes the conditional constraints of that column as well."""
    declared = {rule.name for rule in (*model._meta.constraints, *model._meta.indexes)}
    with context.operator(fresnes.schema_name), connection.cursor() as cursor:
        kept = connection.introspection.get_constraints(cursor, model._meta.db_table)
    assert declared - set(kept) == set()
