"""`commune suspend`, `resume` and `archive`: what the address of a commune answers."""

from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from tenants.enums import CommuneStatus
from tenants.provisioning import communes

from . import arguments, places
from .answers import Answer
from .terminal import Terminal


@dataclass(frozen=True)
class StatusChange:
    NAME: str
    HELP: str
    status: CommuneStatus
    operation: Callable[..., None]
    done: str

    def add_arguments(self, parser: ArgumentParser) -> None:
        arguments.add_commune(parser)
        arguments.add_dry_run(parser)

    def run(self, options: dict[str, Any], terminal: Terminal) -> Answer:
        commune = places.find(options["slug"])
        before = CommuneStatus(commune.status)
        if before is not self.status and not options["dry_run"]:
            self.operation(commune=commune, at=timezone.now())
        result = {"slug": commune.slug, "was": before, "status": self.status, "changed": before is not self.status}
        if before is self.status:
            sentence = f"{commune.name} {self.done} déjà."
        else:
            sentence = f"{commune.name} {self.done}" + (" (simulation)." if options["dry_run"] else ".")
        return Answer(result={**result, "dry_run": options["dry_run"]}, view=sentence)


SUSPEND = StatusChange(
    NAME="suspend",
    HELP="suspendre : la commune répond 503, avec le contact de la mairie",
    status=CommuneStatus.SUSPENDED,
    operation=communes.suspend,
    done="est suspendue",
)
RESUME = StatusChange(
    NAME="resume",
    HELP="remettre en service une commune suspendue ou archivée",
    status=CommuneStatus.ACTIVE,
    operation=communes.resume,
    done="est en service",
)
ARCHIVE = StatusChange(
    NAME="archive",
    HELP="archiver : l’adresse répond 404, les données restent",
    status=CommuneStatus.ARCHIVED,
    operation=communes.archive,
    done="est archivée",
)
