"""What is written when a commune is born, in two journeys to the server: who it is, then its own first rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson
from django.db import connection
from django.db.models import Model

from communes_config import codec
from communes_config.schema import CommuneConfig
from tenants.first_rows import FirstRows
from tenants.models import Commune

from . import structure

# One statement: three of them, written by models one by one, would cost more in Python than in the database.
REGISTER = """
WITH born AS (
    INSERT INTO tenants_commune
        (slug, name, schema_name, role_name, status, configuration, config_digest, created_at, updated_at)
    VALUES (%(slug)s, %(name)s, %(schema)s, %(role)s, %(status)s, %(text)s, %(digest)s, %(at)s, %(at)s)
    RETURNING id
), address AS (
    INSERT INTO tenants_domain (tenant_id, domain, is_primary) SELECT id, %(domain)s, true FROM born
), deployment AS (
    INSERT INTO tenants_deployment (schema_name, version, fingerprint, applied_at)
    VALUES (%(schema)s, %(version)s, %(fingerprint)s, %(at)s)
    ON CONFLICT (schema_name, version)
        DO UPDATE SET fingerprint = excluded.fingerprint, applied_at = excluded.applied_at
)
SELECT id FROM born
"""


@dataclass(frozen=True, kw_only=True)
class Place:
    """The schema a commune is born in, the role that owns its rows, and the fingerprint of its structure."""

    schema: str
    role: str
    fingerprint: str


def register(*, config: CommuneConfig, domain: str, place: Place, at: datetime) -> Commune:
    """Write the commune, its address and the structure of its schema, in `public`; return it as if it had been read."""
    text = config.to_text()
    commune = Commune(
        slug=config.slug,
        name=config.name,
        schema_name=place.schema,
        role_name=place.role,
        configuration=text,
        config_digest=codec.fingerprint(text),
        created_at=at,
        updated_at=at,
    )
    with connection.cursor() as cursor:
        cursor.execute(
            REGISTER,
            {
                "slug": commune.slug,
                "name": commune.name,
                "schema": place.schema,
                "role": place.role,
                "status": commune.status,
                "text": commune.configuration,
                "digest": commune.config_digest,
                "domain": domain,
                "version": structure.version(),
                "fingerprint": place.fingerprint,
                "at": at,
            },
        )
        commune.pk = cursor.fetchone()[0]
    commune._state.adding, commune._state.db = False, connection.alias
    commune.__dict__.update(config=config, host=domain)
    return commune


def write(rows: FirstRows) -> None:
    """Insert the first rows of the schema where the owner stands, and let its tables number what follows.

    Checks and keys are the database's to judge, as for any other row.
    """
    tables = [(model._meta.db_table, _columns(model), given) for model, given in rows.by_model()]
    values = {table: _values(columns, given) for table, columns, given in tables}
    inserts = ", ".join(_insert(table, columns) for table, columns, _given in tables)
    numbers = ", ".join(f"setval('\"{table}_id_seq\"', {len(given)})" for table, _columns, given in tables)
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH given AS MATERIALIZED (SELECT %s::jsonb AS rows), {inserts} SELECT {numbers}",
            [orjson.dumps(values, default=str).decode()],
        )


def _insert(table: str, columns: Sequence[str]) -> str:
    names = ", ".join(f'"{name}"' for name in columns)
    return (
        f'"into_{table}" AS (INSERT INTO "{table}" ({names}) SELECT {names} FROM given,'
        f" jsonb_populate_recordset(NULL::\"{table}\", given.rows->'{table}'))"
    )


def _columns(model: type[Model]) -> list[str]:
    return [str(field.column) for field in model._meta.concrete_fields]


def _values(columns: Sequence[str], rows: Sequence[Model]) -> list[dict[str, object]]:
    return [{name: getattr(row, name) for name in columns} for row in rows]
