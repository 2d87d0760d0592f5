"""Create, configure, suspend, archive and delete communes."""

import secrets
from datetime import datetime

from django.db import connection, transaction

from apps.activities.operations import publish_catalogue, publish_first_catalogue
from apps.content.operations import publish_configuration, publish_first_texts
from apps.documents.storage import default_storage
from communes_config.schema import CommuneConfig
from core.errors import DomainError
from tenants import context, directory, roles
from tenants.enums import CommuneStatus
from tenants.first_rows import FirstRows
from tenants.models import Commune, SpareSchema

from . import birth, structure

# Two operators who create communes at the same time wait for each other.
CREATION_LOCK = 7_203_114

# A spare that somebody else is taking is left to them; the template says what its structure is.
TAKE_SPARE = """
WITH taken AS (
    DELETE FROM tenants_spareschema WHERE id = (
        SELECT id FROM tenants_spareschema
        WHERE version = (SELECT version FROM tenants_template WHERE version = %s)
        ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
    )
    RETURNING schema_name, role_name, version
)
SELECT taken.schema_name, taken.role_name, template.fingerprint
FROM taken JOIN tenants_template AS template USING (version)
"""


class CommuneExists(DomainError):
    message = "La commune « {slug} » existe déjà."


class DomainTaken(DomainError):
    message = "L’adresse « {domain} » sert déjà à la commune « {slug} »."


def schema_name(slug: str) -> str:
    return "c_" + slug.replace("-", "_")


def check_available(*, slug: str, domain: str) -> None:
    """Raise CommuneExists or DomainTaken when a commune cannot be created under this name, at this address."""
    with context.operator():
        _refuse_duplicates(slug, domain)


def create(*, config: CommuneConfig, domain: str, at: datetime) -> Commune:
    """Create a commune ready to serve, from a spare schema if there is one, or from the template's script.

    Everything happens in one transaction: a failure half-way leaves nothing behind.
    Raises CommuneExists or DomainTaken.
    """
    schema = schema_name(config.slug)
    commune = _from_spare(schema, config, domain, at) or _from_script(schema, config, domain, at)
    directory.forget()
    return commune


def apply(*, commune: Commune, config: CommuneConfig, at: datetime) -> Commune:
    """Put a configuration in force: idempotent, in one transaction."""
    with context.operator(), transaction.atomic():
        commune = Commune.objects.select_for_update().get(pk=commune.pk)
        if commune.config_digest != config.digest:
            commune.name = config.name
            commune.configuration = config.to_text()
            commune.config_digest = config.digest
            commune.updated_at = at
            commune.save(update_fields=["name", "configuration", "config_digest", "updated_at"])
            commune = Commune.objects.get(pk=commune.pk)
        with context.activate(commune):
            publish_configuration(config=config, at=at)
            publish_catalogue(config=config, at=at)
    directory.forget()
    return commune


def suspend(*, commune: Commune, at: datetime) -> None:
    _set_status(commune, CommuneStatus.SUSPENDED, at=at)


def resume(*, commune: Commune, at: datetime) -> None:
    _set_status(commune, CommuneStatus.ACTIVE, at=at)


def archive(*, commune: Commune, at: datetime) -> None:
    _set_status(commune, CommuneStatus.ARCHIVED, at=at)


def delete(*, commune: Commune) -> None:
    """Drop the commune's schema, its role, every row the platform keeps about it, and then its stored documents."""
    directory.complete(commune)  # its address can no longer be read once its rows are gone
    with context.operator(), transaction.atomic(), connection.cursor() as cursor:
        Commune.objects.filter(pk=commune.pk).delete()
        cursor.execute("DELETE FROM tenants_deployment WHERE schema_name = %s", [commune.schema_name])
        cursor.execute("DELETE FROM procrastinate_jobs WHERE args->>'commune' = %s", [commune.slug])
        cursor.execute(f'DROP SCHEMA "{commune.schema_name}" CASCADE')
        roles.drop_role(commune.role_name)
    directory.forget()
    with context.activate(commune):
        default_storage().clear()


def add_spare(*, at: datetime) -> SpareSchema:
    """Make one schema ahead of time, so that the next commune is born in milliseconds."""
    template = structure.ensure_template(at=at)
    schema = role = f"c_spare_{secrets.token_hex(6)}"
    with context.operator(), transaction.atomic():
        structure.replay(template, schema)
        _give_role(schema, role)
        return SpareSchema.objects.create(schema_name=schema, role_name=role, version=template.version, created_at=at)


def drop_stale_spares() -> int:
    """Drop the spares of another version of the code, and return how many there were."""
    with context.operator(), transaction.atomic(), connection.cursor() as cursor:
        stale = list(SpareSchema.objects.exclude(version=structure.version()).select_for_update())
        for spare in stale:
            cursor.execute(f'DROP SCHEMA "{spare.schema_name}" CASCADE')
            roles.drop_role(spare.role_name)
            spare.delete()
    return len(stale)


def _set_status(commune: Commune, status: CommuneStatus, *, at: datetime) -> None:
    with context.operator():
        Commune.objects.filter(pk=commune.pk).update(status=status, updated_at=at)
    directory.forget()


def _refuse_duplicates(slug: str, domain: str) -> None:
    """Look for both names at once, alone: two operators who create communes at the same time wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s);"
            " SELECT slug, domain FROM tenants_commune LEFT JOIN tenants_domain ON tenant_id = tenants_commune.id"
            " WHERE slug = %s OR domain = %s",
            [CREATION_LOCK, slug, domain],
        )
        cursor.nextset()
        taken = cursor.fetchall()
    if any(other == slug for other, _domain in taken):
        raise CommuneExists(slug=slug)
    for other, _domain in taken:
        raise DomainTaken(domain=domain, slug=other)


def _from_spare(schema: str, config: CommuneConfig, domain: str, at: datetime) -> Commune | None:
    with context.operator(), transaction.atomic(), connection.cursor() as cursor:
        _refuse_duplicates(config.slug, domain)
        cursor.execute(TAKE_SPARE, [structure.version()])
        spare = cursor.fetchone()
        if spare is None:
            return None
        made_as, role, fingerprint = spare
        cursor.execute(f'ALTER SCHEMA "{made_as}" RENAME TO "{schema}"')
        return _bear(birth.Place(schema=schema, role=role, fingerprint=fingerprint), config, domain, at)


def _from_script(schema: str, config: CommuneConfig, domain: str, at: datetime) -> Commune:
    template = structure.ensure_template(at=at)
    with context.operator(), transaction.atomic():
        _refuse_duplicates(config.slug, domain)
        role = f"c_{secrets.token_hex(8)}"
        structure.replay(template, schema)
        _give_role(schema, role)
        return _bear(birth.Place(schema=schema, role=role, fingerprint=template.fingerprint), config, domain, at)


def _bear(place: birth.Place, config: CommuneConfig, domain: str, at: datetime) -> Commune:
    commune = birth.register(config=config, domain=domain, place=place, at=at)
    rows = FirstRows()
    publish_first_texts(config=config, at=at, rows=rows)
    publish_first_catalogue(config=config, at=at, rows=rows)
    with context.operator(place.schema):
        birth.write(rows)
    return commune


def _give_role(schema: str, role: str) -> None:
    roles.ensure_role(role)
    roles.grant_commune(schema, role)
