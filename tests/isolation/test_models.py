"""Every model and every table of a commune, found rather than listed: what is written in one stays there."""

from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import ProgrammingError, connection, models, transaction

from apps.accounts.models import User
from tenants import context
from tenants.models import Commune
from tests.factories import UserFactory, factory_of

from .standing import unprotected

OF_COMMUNES = [apps.get_app_config(name.rpartition(".")[2]) for name in settings.TENANT_APPS]
MODELS = [model for app in OF_COMMUNES for model in app.get_models()]
TABLES = sorted({model._meta.db_table for app in OF_COMMUNES for model in app.get_models(include_auto_created=True)})

every_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
every_table = pytest.mark.parametrize("table", TABLES)


def _make(model: type[models.Model]) -> models.Model:
    factory = factory_of(model)
    assert factory is not None, f"{model._meta.label} has no factory in tests/factories: its isolation is not proved"
    return factory()


def _rows(model: type[models.Model]) -> list[dict[str, Any]]:
    return list(model._base_manager.order_by("pk").values())


def _count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{table}"')
        return cursor.fetchone()[0]


@every_model
def test_a_row_written_in_one_commune_is_nothing_to_another(
    model: type[models.Model], fresnes: Commune, villefranque: Commune
) -> None:
    with context.activate(villefranque):
        before = _rows(model)
    with context.activate(fresnes):
        own = _rows(model)
        row = _make(model)
        assert model._base_manager.filter(pk=row.pk).exists()
        assert len(_rows(model)) > len(own)
    with context.activate(villefranque):
        assert _rows(model) == before


@every_model
def test_outside_every_commune_reading_a_row_is_an_error_and_never_an_empty_answer(
    model: type[models.Model], fresnes: Commune
) -> None:
    with context.activate(fresnes):
        _make(model)
    with pytest.raises(ProgrammingError, match="does not exist"), transaction.atomic(), context.platform():
        model._base_manager.count()


@every_model
def test_negative_control_the_owner_of_the_database_reads_the_row(
    model: type[models.Model], fresnes: Commune, villefranque: Commune
) -> None:
    with context.activate(fresnes):
        _make(model)
    table = f'{fresnes.schema_name}"."{model._meta.db_table}'
    with unprotected(villefranque):
        assert _count(table) > 0


@every_table
def test_the_schema_of_a_commune_refuses_the_role_of_another(
    table: str, fresnes: Commune, villefranque: Commune
) -> None:
    aimed = f'"{fresnes.schema_name}"."{table}"'
    for attempt in ("SELECT * FROM", "DELETE FROM", "TRUNCATE", "LOCK TABLE"):
        with context.activate(villefranque), connection.cursor() as cursor:
            with pytest.raises(ProgrammingError, match="permission denied for schema c_fresnes"), transaction.atomic():
                cursor.execute(f"{attempt} {aimed}")


@every_table
def test_every_table_is_in_the_schema_of_each_commune_and_not_in_public(table: str, db: None) -> None:
    with context.operator(), connection.cursor() as cursor:
        cursor.execute("SELECT schemaname FROM pg_tables WHERE tablename = %s AND schemaname !~ '^zz_'", [table])
        schemas = {row[0] for row in cursor.fetchall()}
    assert schemas == {"c_fresnes", "c_villefranque", "c_villennes_sur_seine", "c_carbon_blanc"}


def test_no_table_of_a_commune_belongs_to_no_model(fresnes: Commune) -> None:
    with context.operator(), connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [fresnes.schema_name])
        assert {row[0] for row in cursor.fetchall()} - set(TABLES) == {"django_migrations"}


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE public.trap (id int)",
        "CREATE SCHEMA trap",
        "CREATE TABLE trap (id int)",
        "GRANT USAGE ON SCHEMA c_fresnes TO PUBLIC",
        "ALTER TABLE accounts_user DISABLE TRIGGER ALL",
        "COPY accounts_user TO PROGRAM 'true'",
    ],
)
def test_the_role_of_a_commune_changes_no_structure_and_leaves_no_trap(
    statement: str, fresnes: Commune, villefranque: Commune
) -> None:
    with context.activate(villefranque), connection.cursor() as cursor:
        with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"), transaction.atomic():
            cursor.execute(statement)


def test_the_role_of_a_commune_is_no_member_of_another_nor_of_the_platform(db: None) -> None:
    with context.operator(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT member.rolname, role.rolname FROM tenants_commune AS commune"
            " JOIN pg_roles AS member ON member.rolname = commune.role_name"
            " JOIN pg_auth_members AS link ON link.member = member.oid JOIN pg_roles AS role ON role.oid = link.roleid"
            " WHERE role.rolname <> 'parvis_communes'"
        )
        assert cursor.fetchall() == []


def test_a_table_of_the_same_name_in_public_is_still_refused_to_the_platform(fresnes: Commune) -> None:
    _copy_to_public("accounts_user", fresnes)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(), context.platform():
        User.objects.count()


def test_negative_control_without_its_role_the_platform_would_find_nobody_in_silence(fresnes: Commune) -> None:
    _copy_to_public("accounts_user", fresnes)
    with context.activate(fresnes):
        UserFactory()
    with context.operator():
        assert User.objects.count() == 0


def _copy_to_public(table: str, commune: Commune) -> None:
    with context.operator(), connection.cursor() as cursor:
        cursor.execute(f'CREATE TABLE public."{table}" (LIKE {commune.schema_name}."{table}")')


def test_a_model_without_a_factory_is_named(monkeypatch: pytest.MonkeyPatch, in_fresnes: Commune) -> None:
    monkeypatch.setattr("tests.isolation.test_models.factory_of", _nobody)
    with pytest.raises(AssertionError, match=r"accounts\.User has no factory"):
        _make(User)


def _nobody(_model: type[models.Model]) -> None:
    return None
