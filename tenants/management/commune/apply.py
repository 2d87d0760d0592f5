"""`commune apply`: put the files of one or of every commune in force."""

from argparse import ArgumentParser
from typing import Any

from django.utils import timezone
from rich.console import Group

from core.errors import DomainError
from tenants.models import Commune
from tenants.provisioning import communes

from . import arguments, places, plan
from .answers import Answer, Tally
from .terminal import Terminal

NAME = "apply"
HELP = "mettre en vigueur les fichiers d’une commune, ou de toutes"


def add_arguments(parser: ArgumentParser) -> None:
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("slug", nargs="?", type=arguments.slug, metavar="commune")
    which.add_argument("--all", action="store_true", help="toutes les communes présentes en base")
    arguments.add_dry_run(parser)
    arguments.add_folder(parser)


def run(options: dict[str, Any], terminal: Terminal) -> Answer:
    if not options["all"]:
        commune = places.find(options["slug"])
        return _answer([_apply(commune, options)], options)
    chosen = places.every()
    tracked = terminal.track(chosen, title="Configuration", total=len(chosen))
    return _answer([_apply_or_report(commune, options) for commune in tracked], options)


def _answer(reports: list[dict[str, Any]], options: dict[str, Any]) -> Answer:
    tally = Tally(
        done=sum(report["status"] != "refused" for report in reports),
        failed=[report["slug"] for report in reports if report["status"] == "refused"],
    )
    shown = [{key: value for key, value in report.items() if key != "view"} for report in reports]
    return Answer(
        result={"dry_run": options["dry_run"], "communes": shown},
        view=Group(*(report["view"] for report in reports)),
        code=tally.code,
        message="\n".join(report["message"] for report in reports if report["status"] == "refused"),
    )


def _apply_or_report(commune: Commune, options: dict[str, Any]) -> dict[str, Any]:
    """Apply, or say why not: one commune's mistake must not keep the others waiting."""
    try:
        return _apply(commune, options)
    except DomainError as refusal:
        report = {"slug": commune.slug, "status": "refused", "message": str(refusal), "changes": []}
        return report | {"view": f"{commune.slug} : refusée"}


def _apply(commune: Commune, options: dict[str, Any]) -> dict[str, Any]:
    config = places.load(options["folder"], commune.slug)
    changes = plan.changes_of(commune, config)
    if not options["dry_run"]:
        communes.apply(commune=commune, config=config, at=timezone.now())
    status = "unchanged" if not changes else "planned" if options["dry_run"] else "applied"
    report = {"slug": commune.slug, "status": status, "message": "", "changes": plan.as_json(changes)}
    return report | {"view": plan.view(commune.slug, changes)}
