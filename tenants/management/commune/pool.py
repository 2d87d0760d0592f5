"""`commune pool`: schemas made ahead of time, so that a commune is born in milliseconds."""

from argparse import ArgumentParser
from typing import Any

from django.utils import timezone

from tenants import context
from tenants.models import SpareSchema
from tenants.provisioning import communes, structure

from . import arguments
from .answers import Answer
from .terminal import Terminal, facts

NAME = "pool"
HELP = "la réserve de schémas prêts à devenir une commune"
LARGEST = 100


def add_arguments(parser: ArgumentParser) -> None:
    choices = arguments.add_actions(parser)
    arguments.add_action(choices, "show", "ce que contient la réserve")
    fill = arguments.add_action(choices, "fill", "compléter la réserve jusqu’à N schémas, retirer les périmés")
    fill.add_argument("size", type=int, choices=range(LARGEST + 1), metavar="N", help=f"de 0 à {LARGEST}")
    arguments.add_dry_run(fill, "dire ce qui serait fait")


def run(options: dict[str, Any], terminal: Terminal) -> Answer:
    if options["action"] == "fill" and not options["dry_run"]:
        communes.drop_stale_spares()
        missing = max(0, options["size"] - _ready())
        for _ in terminal.track(range(missing), title="Réserve", total=missing):
            communes.add_spare(at=timezone.now())
    ready, stale = _ready(), _stale()
    result: dict[str, Any] = {"version": structure.version(), "ready": ready, "stale": stale}
    lines: list[tuple[str, object]] = [
        ("Schémas prêts", ready),
        ("Schémas périmés", stale),
        ("Version de la structure", result["version"][:12]),
    ]
    if options["action"] == "fill":
        result |= {"wanted": options["size"], "dry_run": options["dry_run"]}
        lines.append(("Demandés", options["size"]))
    return Answer(result=result, view=facts(lines))


def _ready() -> int:
    with context.operator():
        return SpareSchema.objects.filter(version=structure.version()).count()


def _stale() -> int:
    with context.operator():
        return SpareSchema.objects.exclude(version=structure.version()).count()
