"""Bring every schema to the structure of the code: the platform, the template, then each commune by itself."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import connection

from core.errors import DomainError
from tenants import context, directory, roles
from tenants.models import Commune, Deployment, Template

from . import communes, structure

LOCK_TIMEOUT = "4s"  # a migration gives up rather than keep a commune's visitors waiting behind it
UPGRADE_LOCK = 7_203_116

logger = logging.getLogger(__name__)


class UpgradeStatus(StrEnum):
    UPGRADED = "upgraded"
    ALREADY = "already"
    FAILED = "failed"
    PENDING = "pending"


class AnotherUpgradeRuns(DomainError):
    message = "Une mise à jour est déjà en cours sur cette base : attendez qu’elle se termine."


class StructureDiffers(DomainError):
    message = "La structure de {schema} n’est pas celle du modèle après ses migrations."


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """What became of one schema; `error` is empty unless it failed."""

    schema: str
    status: UpgradeStatus
    error: str = ""


def upgrade(*, at: datetime) -> Iterator[Step]:
    """Upgrade one schema at a time and tell what became of it; a commune that fails does not stop the next ones.

    Run again, it goes straight to what is left. Without the platform and the template nothing can follow, so their
    failure is the last step. Raises AnotherUpgradeRuns.
    """
    with _alone():
        structure.migrate_public()
        yield Step(schema="public", status=UpgradeStatus.UPGRADED)
        template = structure.ensure_template(at=at)
        yield Step(schema=structure.TEMPLATE_SCHEMA, status=UpgradeStatus.UPGRADED)
        for commune in _communes():
            yield _upgrade_or_report(commune, template, at=at)
        communes.drop_stale_spares()
    directory.forget()


def pending() -> Iterator[Step]:
    """Tell what `upgrade` would find to do in each commune, and change nothing."""
    with context.operator():
        template = Template.objects.filter(version=structure.version()).first()
    for commune in _communes():
        ready = template is not None and _is_up_to_date(commune.schema_name, template)
        yield Step(schema=commune.schema_name, status=UpgradeStatus.ALREADY if ready else UpgradeStatus.PENDING)


def size() -> int:
    """Return how many steps `upgrade` will take."""
    return 2 + len(_communes())


def _upgrade_or_report(commune: Commune, template: Template, *, at: datetime) -> Step:
    try:
        status = _upgrade_commune(commune, template, at=at)
    except Exception as error:  # whatever a migration raises, the other communes have theirs to run
        logger.exception("upgrade of %s failed", commune.schema_name)
        first_line = str(error).strip().partition("\n")[0]
        return Step(schema=commune.schema_name, status=UpgradeStatus.FAILED, error=first_line or type(error).__name__)
    return Step(schema=commune.schema_name, status=status)


def _upgrade_commune(commune: Commune, template: Template, *, at: datetime) -> UpgradeStatus:
    schema = commune.schema_name
    if _is_up_to_date(schema, template):
        return UpgradeStatus.ALREADY
    _share_content_types(schema)
    structure.migrate(schema)
    with context.operator():
        roles.grant_commune(schema, commune.role_name)
    reached = structure.fingerprint(schema)
    if reached != template.fingerprint:
        raise StructureDiffers(schema=schema)
    structure.record(schema, at=at, structure=reached)
    return UpgradeStatus.UPGRADED


def _is_up_to_date(schema: str, template: Template) -> bool:
    with context.operator():
        recorded = Deployment.objects.filter(schema_name=schema, version=structure.version()).exists()
    return recorded and structure.fingerprint(schema) == template.fingerprint


def _share_content_types(schema: str) -> None:
    """Give the schema the template's new content types before its migrations would number them their own way."""
    with context.operator(), connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{schema}".django_content_type (id, app_label, model)'
            f' SELECT id, app_label, model FROM "{structure.TEMPLATE_SCHEMA}".django_content_type'
            " ON CONFLICT DO NOTHING"
        )
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence('\"{schema}\".django_content_type', 'id'), max(id))"
            f' FROM "{schema}".django_content_type'
        )


def _communes() -> list[Commune]:
    with context.operator(), connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('public.tenants_commune') IS NOT NULL")
        return list(Commune.objects.all()) if cursor.fetchone()[0] else []


@contextmanager
def _alone() -> Iterator[None]:
    """Hold the upgrade's lock, with a short patience for the locks that migrations take."""
    with context.operator(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [UPGRADE_LOCK])
        if not cursor.fetchone()[0]:
            raise AnotherUpgradeRuns
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [LOCK_TIMEOUT])
    try:
        yield
    finally:
        with context.operator(), connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout")
            cursor.execute("SELECT pg_advisory_unlock(%s)", [UPGRADE_LOCK])
