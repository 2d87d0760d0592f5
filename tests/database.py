"""The database of a run: a template with the four communes, built once per version of the code, copied per worker."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from urllib.parse import quote

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql

import communes_config
from communes_config import available, load_commune
from tenants.provisioning import communes, structure

BUILT_AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
BUILD_LOCK = 7_203_115


@contextmanager
def _server() -> Iterator[psycopg.Connection]:
    """Reach the server's maintenance database, outside any transaction."""
    with psycopg.connect(**parameters_of("postgres"), autocommit=True) as server:
        yield server


def parameters_of(name: str) -> dict[str, str]:
    """Return what psycopg needs to reach a database of the test server."""
    parameters = connection.get_connection_params() | {"dbname": name}
    return {key: value for key, value in parameters.items() if key in {"dbname", "host", "port", "user", "password"}}


def create_copy(name: str) -> None:
    """Create a database of this name with the four communes in it, replacing what a former run left."""
    with _server() as server:
        server.execute("SELECT pg_advisory_lock(%s)", [BUILD_LOCK])
        template = _ensure_template(server)
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))
        server.execute("SELECT pg_advisory_unlock(%s)", [BUILD_LOCK])


def _ensure_template(server: psycopg.Connection) -> str:
    name = f"parvis_template_{_inputs_digest()[:16]}"
    if server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
        return name
    building = f"{name}_building"
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(building)))
    server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(building)))
    use(building)
    structure.migrate_public()
    for slug in available():
        communes.create(
            config=load_commune(communes_folder() / slug), domain=f"{slug}.{settings.BASE_DOMAIN}", at=BUILT_AT
        )
    connection.close()
    server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(building), sql.Identifier(name)))
    return name


def use(name: str) -> None:
    """Point Django at a database of the test server."""
    connection.close()
    settings.DATABASES["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name


def renew(name: str) -> None:
    """Replace a database by a fresh copy, whatever was committed in it."""
    create_copy(name)
    use(name)


def url_of(name: str) -> str:
    """Return the DATABASE_URL of a database of the test server, for another process."""
    parameters = connection.get_connection_params()
    user, password = parameters.get("user", ""), parameters.get("password")
    signed_in = f"{user}:{quote(password)}" if password else user
    host = parameters.get("host", "")
    if str(host).startswith("/"):
        return f"postgres://{signed_in}@/{host}/{name}"
    return f"postgres://{signed_in}@{host}:{parameters.get('port', 5432)}/{name}"


def communes_folder() -> Path:
    return Path(communes_config.__file__).parent / "communes"


@cache
def _inputs_digest() -> str:
    """Whatever changes the template: migrations, provisioning, and the communes' files."""
    root = communes_folder().parent.parent
    digest = hashlib.sha256(structure.version().encode())
    published = [root / "apps" / "content", root / "apps" / "activities"]
    sources = [root / "tenants", root / "communes_config", *published, root / "core"]
    for folder in sources:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(str(path.relative_to(root)).encode() + path.read_bytes())
    return digest.hexdigest()
