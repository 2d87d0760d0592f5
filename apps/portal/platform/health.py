"""Answers for the machines that watch the platform."""

from collections.abc import Callable

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tenants.enums import CommuneStatus
from tenants.models import Commune, Deployment
from tenants.provisioning import structure


@require_safe
@never_cache
def alive(request: HttpRequest) -> JsonResponse:
    """The process answers; it asks nothing of anybody else."""
    return JsonResponse({"state": "alive"})


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """The platform can serve: 200, or 503 with the part that cannot."""
    parts = {name: _state(check) for name, check in CHECKS.items()}
    works = all(state == "ok" for state in parts.values())
    return JsonResponse({"state": "ready" if works else "not ready", **parts}, status=200 if works else 503)


def _state(check: Callable[[], bool]) -> str:
    try:
        return "ok" if check() else "late"
    except DatabaseError:
        return "unreachable"


def _database_answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def _communes_have_this_version() -> bool:
    upgraded = Deployment.objects.filter(version=structure.version()).values("schema_name")
    return not Commune.objects.filter(status=CommuneStatus.ACTIVE).exclude(schema_name__in=upgraded).exists()


def _queue_answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) >= 0 FROM (SELECT 1 FROM procrastinate_jobs LIMIT 1) AS one_job")
        return bool(cursor.fetchone()[0])


CHECKS = {
    "database": _database_answers,
    "migrations": _communes_have_this_version,
    "queue": _queue_answers,
}
