"""`commune show`: everything the platform knows about one commune, in figures."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from apps.accounts.models import User
from apps.casework.models import Case
from apps.families.models import Household
from tenants import context
from tenants.models import Commune, Deployment

from . import arguments, listing, places
from .answers import Answer
from .terminal import Terminal, facts

NAME = "show"
HELP = "une commune : adresse, état, structure, comptes, familles, demandes"


def add_arguments(parser: ArgumentParser) -> None:
    arguments.add_commune(parser)
    arguments.add_folder(parser)


def run(options: dict[str, Any], terminal: Terminal) -> Answer:
    commune = places.find(options["slug"])
    files = listing.files_state(commune, options["folder"])
    figures = _figures(commune)
    result = {
        "slug": commune.slug,
        "name": commune.name,
        "status": str(commune.status),
        "url": places.address_of(commune),
        "domains": _domains(commune),
        "schema": commune.schema_name,
        "role": commune.role_name,
        "structure_version": _version(commune),
        "config_digest": commune.config_digest,
        "files": files,
        "created_at": commune.created_at.isoformat(),
        "updated_at": commune.updated_at.isoformat(),
        "figures": figures,
    }
    return Answer(result=result, view=facts(_lines(result)))


def _lines(result: dict[str, Any]) -> list[tuple[str, object]]:
    figures = result["figures"]
    return [
        (result["name"], listing.STATUSES[result["status"]]),
        ("Adresse", result["url"]),
        ("Domaines", ", ".join(result["domains"])),
        ("Fichiers", listing.FILES[result["files"]]),
        ("Schéma", f"{result['schema']} ({figures['megabytes']} Mo)"),
        ("Structure", (result["structure_version"] or "inconnue")[:12]),
        (
            "Comptes",
            f"{figures['citizens']} usagers, dont {figures['to_approve']} à valider ; {figures['agents']} agents",
        ),
        ("Familles", figures["households"]),
        ("Demandes", f"{figures['cases']}, dont {figures['live_cases']} en cours"),
        ("Créée le", _day_and_hour(result["created_at"])),
        ("Configurée le", _day_and_hour(result["updated_at"])),
    ]


def _day_and_hour(text: str) -> str:
    return f"{timezone.localtime(datetime.fromisoformat(text)):%d/%m/%Y à %H h %M}"


def _figures(commune: Commune) -> dict[str, int]:
    with context.activate(commune):
        return {
            "citizens": User.objects.citizens().count(),
            "to_approve": User.objects.to_approve().count(),
            "agents": User.objects.agents().count(),
            "households": Household.objects.count(),
            "cases": Case.objects.filed().count(),
            "live_cases": Case.objects.live().count(),
            "megabytes": _megabytes(commune.schema_name),
        }


def _megabytes(schema: str) -> int:
    with context.operator(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(pg_total_relation_size(oid)), 0) / 1048576 FROM pg_class"
            " WHERE relnamespace = %s::regnamespace AND relkind = 'r'",
            [schema],
        )
        return int(cursor.fetchone()[0])


def _domains(commune: Commune) -> list[str]:
    with context.operator():
        return sorted(str(domain) for domain in commune.domains.values_list("domain", flat=True))


def _version(commune: Commune) -> str:
    with context.operator():
        latest = Deployment.objects.filter(schema_name=commune.schema_name).order_by("-applied_at", "-pk").first()
    return latest.version if latest else ""
