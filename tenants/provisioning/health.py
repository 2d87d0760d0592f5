"""Whether the platform is as it should be: structures, roles, migrations, queue, configurations. Reads only."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from django.db import DatabaseError, connection, transaction
from django.db.migrations.loader import MigrationLoader

from apps.accounts.gateways.franceconnect import missing_client
from apps.families.gateways.particulier import missing_token
from apps.messaging.gateways import missing_sms_key
from communes_config import ConfigurationError, load_commune
from tenants import context
from tenants.models import Commune, SpareSchema, Template

from . import structure

# Django keeps its own list of migrations in every schema; no other table may exist twice.
SHARED_TABLES = {"django_migrations"}
HEARTBEAT = timedelta(minutes=1)  # a worker silent for longer is dead, and its jobs with it
PATIENCE = timedelta(minutes=15)  # how late a due job may be before nobody is working


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """Something that is not as it should be, and where: a schema, a commune, a job."""

    where: str
    message: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Check:
    """One question asked to the platform; `blocking` when a finding means that it is not safe to serve."""

    name: str
    title: str
    find: Callable[["Examined"], Iterator[Finding]]
    blocking: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Examined:
    """What the checks look at."""

    at: datetime
    folder: Path
    communes: Sequence[Commune]
    template: Template | None

    @property
    def schemas(self) -> list[str]:
        return [commune.schema_name for commune in self.communes]


def prepare(*, at: datetime, folder: Path) -> Examined:
    with context.operator():
        template = Template.objects.filter(version=structure.version()).first()
        return Examined(at=at, folder=folder, communes=list(Commune.objects.all()), template=template)


def structures(examined: Examined) -> Iterator[Finding]:
    if examined.template is None:
        yield Finding(where=structure.TEMPLATE_SCHEMA, message="aucun modèle pour cette version : commune upgrade")
        return
    with context.operator():
        spares = SpareSchema.objects.filter(version=structure.version()).values_list("schema_name", flat=True)
        schemas = [structure.TEMPLATE_SCHEMA, *examined.schemas, *spares]
    for schema in schemas:
        if structure.fingerprint(schema) != examined.template.fingerprint:
            yield Finding(where=schema, message="sa structure n’est pas celle du modèle")


def content_types(examined: Examined) -> Iterator[Finding]:
    expected = set(_rows(f'SELECT id, app_label, model FROM "{structure.TEMPLATE_SCHEMA}".django_content_type'))
    for schema in examined.schemas:
        found = set(_rows(f'SELECT id, app_label, model FROM "{schema}".django_content_type'))
        if found != expected:
            names = sorted({f"{app}.{model}" for _id, app, model in found ^ expected})
            yield Finding(where=schema, message=f"identifiants différents du modèle : {', '.join(names)}")


def migrations(examined: Examined) -> Iterator[Finding]:
    on_disk = set(MigrationLoader(None).disk_migrations)
    for schema in ["public", *examined.schemas]:
        applied = set(_rows(f'SELECT app, name FROM "{schema}".django_migrations'))
        for app, name in sorted(on_disk - applied):
            yield Finding(where=schema, message=f"migration en attente : {app} {name}")
        for app, name in sorted(applied - on_disk):
            yield Finding(where=schema, message=f"migration inconnue de ce code : {app} {name}")


def overlaps(examined: Examined) -> Iterator[Finding]:
    shared = _rows(
        "SELECT p.tablename FROM pg_tables p JOIN pg_tables t USING (tablename)"
        " WHERE p.schemaname = 'public' AND t.schemaname = %s ORDER BY 1",
        structure.TEMPLATE_SCHEMA,
    )
    for (table,) in shared:
        if table not in SHARED_TABLES:
            yield Finding(where=f"public.{table}", message="cette table existe aussi dans chaque commune")


def roles(examined: Examined) -> Iterator[Finding]:
    """Ask the catalogue about every pair, then really try: a right that is refused is refused by PostgreSQL."""
    for commune in examined.communes:
        for oddity in _oddities(commune.role_name):
            yield Finding(where=commune.slug, message=f"le rôle {commune.role_name} {oddity}")
    yield from _rights_across(examined)
    for place, table in _forbidden_reads(examined):
        if outcome := _try_to_read(place, table):
            where = place.slug if isinstance(place, Commune) else "plateforme"
            yield Finding(where=where, message=outcome)


def queue(examined: Examined) -> Iterator[Finding]:
    for task, count in _rows("SELECT task_name, count(*) FROM procrastinate_jobs WHERE status = 'failed' GROUP BY 1"):
        yield Finding(where=task, message=f"{count} tâche(s) en échec définitif")
    stalled = _rows(
        "SELECT j.task_name, count(*) FROM procrastinate_jobs j"
        " LEFT JOIN procrastinate_workers w ON w.id = j.worker_id"
        " WHERE j.status = 'doing' AND (w.id IS NULL OR w.last_heartbeat < %s) GROUP BY 1",
        examined.at - HEARTBEAT,
    )
    for task, count in stalled:
        yield Finding(where=task, message=f"{count} tâche(s) abandonnée(s) par un worker arrêté")
    late = _rows(
        "SELECT j.queue_name, count(*) FROM procrastinate_jobs j"
        " WHERE j.status = 'todo' AND coalesce(j.scheduled_at,"
        " (SELECT min(e.at) FROM procrastinate_events e WHERE e.job_id = j.id)) < %s GROUP BY 1",
        examined.at - PATIENCE,
    )
    for name, count in late:
        yield Finding(where=name, message=f"{count} tâche(s) en attente depuis plus d’un quart d’heure")


def configurations(examined: Examined) -> Iterator[Finding]:
    for commune in examined.communes:
        if commune.config.digest != commune.config_digest:
            yield Finding(where=commune.slug, message="la configuration en base ne correspond pas à son empreinte")


def drift(examined: Examined) -> Iterator[Finding]:
    for commune in examined.communes:
        folder = examined.folder / commune.slug
        if not folder.is_dir():
            yield Finding(where=commune.slug, message="aucun dossier de configuration : commune export-config")
            continue
        try:
            if load_commune(folder).digest != commune.config_digest:
                yield Finding(where=commune.slug, message="les fichiers diffèrent de la base : commune plan")
        except ConfigurationError:
            yield Finding(where=commune.slug, message="ses fichiers sont refusés : commune check")


def franceconnect(examined: Examined) -> Iterator[Finding]:
    for commune in examined.communes:
        if message := missing_client(commune.config):
            yield Finding(where=commune.slug, message=message)


def quotients(examined: Examined) -> Iterator[Finding]:
    for commune in examined.communes:
        if message := missing_token(commune.config):
            yield Finding(where=commune.slug, message=message)


def sms(examined: Examined) -> Iterator[Finding]:
    for commune in examined.communes:
        if message := missing_sms_key(commune.config):
            yield Finding(where=commune.slug, message=message)


CHECKS = (
    Check(name="migrations", title="Migrations appliquées", find=migrations),
    Check(name="structure", title="Structures identiques au modèle", find=structures),
    Check(name="content_types", title="Types de contenu identiques", find=content_types),
    Check(name="overlap", title="Aucune table en double avec public", find=overlaps),
    Check(name="roles", title="Aucune lecture d’une commune à l’autre", find=roles),
    Check(name="queue", title="File des tâches", find=queue),
    Check(name="configuration", title="Configurations en base intègres", find=configurations),
    Check(name="franceconnect", title="Clients FranceConnect", find=franceconnect, blocking=False),
    Check(name="quotients", title="Jetons d’API Particulier", find=quotients, blocking=False),
    Check(name="sms", title="Clés des SMS", find=sms, blocking=False),
    Check(name="drift", title="Fichiers et base d’accord", find=drift, blocking=False),
)


def _rows(sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
    with context.operator(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())


def _oddities(role: str) -> Iterator[str]:
    found = _rows("SELECT rolsuper, rolcanlogin, rolcreaterole, rolbypassrls FROM pg_roles WHERE rolname = %s", role)
    if not found:
        yield "n’existe pas"
        return
    names = ("SUPERUSER", "LOGIN", "CREATEROLE", "BYPASSRLS")
    yield from (f"a le droit {name}" for name, held in zip(names, found[0], strict=True) if held)


def _rights_across(examined: Examined) -> Iterator[Finding]:
    pairs = _rows(
        "SELECT a.slug, b.slug FROM tenants_commune a JOIN tenants_commune b ON a.id <> b.id"
        " JOIN pg_roles r ON r.rolname = a.role_name JOIN pg_namespace n ON n.nspname = b.schema_name"
        " WHERE has_schema_privilege(r.oid, n.oid, 'USAGE') ORDER BY 1, 2"
    )
    for slug, other in pairs:
        yield Finding(where=slug, message=f"son rôle a des droits sur {other}")


def _forbidden_reads(examined: Examined) -> Iterator[tuple[Commune | None, str]]:
    known = {role for (role,) in _rows("SELECT rolname FROM pg_roles")}
    neighbours = [*examined.schemas[1:], structure.TEMPLATE_SCHEMA]
    for commune, neighbour in zip(examined.communes, neighbours, strict=False):
        if commune.role_name in known:
            yield commune, f'"{neighbour}".django_content_type'
            yield commune, "public.tenants_commune"
        yield None, f'"{commune.schema_name}".django_content_type'


def _try_to_read(place: Commune | None, table: str) -> str:
    """Really try, as this commune or as the platform; return what is wrong, and nothing when PostgreSQL refuses."""
    standing = context.activate(place) if place else context.platform()
    try:
        with standing, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SELECT 1 FROM {table} LIMIT 1")
    except DatabaseError as error:
        if isinstance(error.__cause__, psycopg.errors.InsufficientPrivilege):
            return ""
        return f"lecture de {table} impossible à essayer : {str(error).strip().partition('\n')[0]}"
    return f"a pu lire {table}"
