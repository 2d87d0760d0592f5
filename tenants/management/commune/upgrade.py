"""`commune upgrade`: bring the database to the structure of the code, one schema after the other."""

from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.utils import timezone

from tenants.provisioning import structure, upgrade
from tenants.provisioning.upgrade import UpgradeStatus

from . import arguments
from .answers import Answer, Tally
from .terminal import Terminal, table

NAME = "upgrade"
HELP = "mettre à jour la structure de la plateforme et de chaque commune ; relancer reprend là où il reste à faire"

DONE = {
    UpgradeStatus.UPGRADED: "à jour",
    UpgradeStatus.ALREADY: "l’était déjà",
    UpgradeStatus.FAILED: "ÉCHEC",
    UpgradeStatus.PENDING: "à mettre à jour",
}


def add_arguments(parser: ArgumentParser) -> None:
    arguments.add_dry_run(parser, "dire quelles communes sont à mettre à jour, sans rien écrire")


def run(options: dict[str, Any], terminal: Terminal) -> Answer:
    dry_run = options["dry_run"]
    moves = upgrade.pending() if dry_run else upgrade.upgrade(at=timezone.now())
    steps = list(terminal.track(moves, title="Mise à jour", total=upgrade.size()))
    tally = Tally(
        done=sum(step.status is not UpgradeStatus.FAILED for step in steps),
        failed=[f"{step.schema} : {step.error}" for step in steps if step.status is UpgradeStatus.FAILED],
    )
    return Answer(
        result={"version": structure.version(), "dry_run": dry_run, "steps": [asdict(step) for step in steps]},
        view=table("Schéma", "Structure", "", rows=((step.schema, DONE[step.status], step.error) for step in steps)),
        code=tally.code,
        message="Restent à mettre à jour :\n" + "\n".join(tally.failed) if tally.failed else "",
    )
