from dataclasses import replace

import pytest
from django.db import ProgrammingError, connection, transaction

from apps.accounts.models import User
from tenants import context
from tenants.errors import NoCommuneActive, UnknownCommune
from tenants.models import Commune


def _standing() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_setting('search_path')")
        return cursor.fetchone()


def test_a_commune_is_its_schema_and_its_role_together(fresnes: Commune) -> None:
    with context.activate(fresnes):
        assert _standing() == (fresnes.role_name, "c_fresnes, public")


def test_a_commune_may_be_named_by_its_slug(fresnes: Commune) -> None:
    with context.activate("fresnes") as commune:
        assert commune == fresnes
        assert context.current() == fresnes


def test_leaving_a_commune_returns_where_one_stood(fresnes: Commune, villefranque: Commune) -> None:
    with context.activate(fresnes):
        with context.activate(villefranque):
            assert context.current() == villefranque
        assert context.current() == fresnes
    assert context.current_or_none() is None


def test_leaving_by_an_exception_returns_where_one_stood(fresnes: Commune) -> None:
    with pytest.raises(ZeroDivisionError), context.activate(fresnes):
        _ = 1 / 0
    assert context.current_or_none() is None


def test_without_a_commune_there_is_no_current_one(db: None) -> None:
    with pytest.raises(NoCommuneActive):
        context.current()


def test_an_unknown_slug_is_named(db: None) -> None:
    with pytest.raises(UnknownCommune, match="atlantis"), context.activate("atlantis"):
        pass


def test_outside_every_commune_a_commune_table_cannot_be_read(db: None) -> None:
    with pytest.raises(ProgrammingError, match="accounts_user"), transaction.atomic(), context.platform():
        User.objects.count()


def test_the_role_of_a_commune_is_refused_by_the_schema_of_another(fresnes: Commune, villefranque: Commune) -> None:
    with context.activate(villefranque), connection.cursor() as cursor:
        with pytest.raises(ProgrammingError, match="permission denied for schema c_fresnes"), transaction.atomic():
            cursor.execute("SELECT count(*) FROM c_fresnes.accounts_user")


def test_negative_control_without_the_role_another_schema_can_be_read(fresnes: Commune, villefranque: Commune) -> None:
    with context.operator(villefranque.schema_name), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM c_fresnes.accounts_user")
        assert cursor.fetchone() == (0,)


def test_the_role_of_a_commune_cannot_read_the_platform(fresnes: Commune) -> None:
    with context.activate(fresnes), connection.cursor() as cursor:
        with pytest.raises(ProgrammingError, match="permission denied for table tenants_commune"), transaction.atomic():
            cursor.execute("SELECT slug FROM public.tenants_commune")


def test_the_role_of_a_commune_cannot_change_its_structure(in_fresnes: Commune) -> None:
    with connection.cursor() as cursor:
        with pytest.raises(ProgrammingError, match="must be owner"), transaction.atomic():
            cursor.execute("ALTER TABLE accounts_user ADD COLUMN note text")


def test_addresses_are_those_of_the_commune(in_fresnes: Commune) -> None:
    assert context.url("/connexion/") == "http://fresnes.localhost/connexion/"


def test_a_commune_read_from_its_table_knows_its_address(fresnes: Commune) -> None:
    with context.platform():
        read = Commune.objects.get(slug="fresnes")
    with context.activate(read):
        assert context.url() == "http://fresnes.localhost/"


def test_communes_and_the_platform_share_no_table_but_the_journal_of_migrations(db: None) -> None:
    with context.operator(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            " INTERSECT SELECT tablename FROM pg_tables WHERE schemaname = 'c_fresnes'"
        )
        assert cursor.fetchall() == [("django_migrations",)]


def test_a_configuration_is_read_once_as_long_as_its_text_is_the_same(fresnes: Commune) -> None:
    with context.operator():
        again = Commune.objects.get(slug="fresnes")
        changed = replace(fresnes.config, name="Fresnes-lès-Rungis").to_text()
        Commune.objects.filter(slug="fresnes").update(configuration=changed)
        altered = Commune.objects.get(slug="fresnes")
    assert again.config is fresnes.config
    assert altered.config.name == "Fresnes-lès-Rungis"
