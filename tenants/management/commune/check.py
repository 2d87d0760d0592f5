"""`commune check`: read the files and say everything that is wrong in them, without a database."""

from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Group
from rich.text import Text

from apps.accounts.gateways.franceconnect import missing_client
from apps.families.gateways.particulier import missing_token
from apps.messaging.gateways import missing_sms_key
from communes_config import CommuneConfig, ConfigurationError, warnings

from . import arguments, places
from .answers import Answer, ExitCode, Tally
from .terminal import Terminal

NAME = "check"
HELP = "vérifier les fichiers d’une ou de toutes les communes (aucune base de données)"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("slugs", nargs="*", type=arguments.slug, metavar="commune", help="par défaut : toutes")
    arguments.add_folder(parser)


def run(options: dict[str, Any], terminal: Terminal) -> Answer:
    folder: Path = options["folder"]
    slugs = options["slugs"] or places.slugs_in(folder)
    reports = [_report(folder, slug) for slug in terminal.track(slugs, title="Lecture", total=len(slugs))]
    tally = Tally(
        done=sum(report["valid"] for report in reports),
        failed=[report["slug"] for report in reports if not report["valid"]],
    )
    return Answer(
        result={"folder": str(folder), "communes": reports},
        view=Group(*(_lines(report) for report in reports)),
        code=ExitCode.REFUSED if tally.failed else ExitCode.OK,
        message=f"Fichiers refusés : {', '.join(tally.failed)}." if tally.failed else "",
    )


def refused(error: ConfigurationError) -> Answer:
    """Answer for a command that stopped on wrong files."""
    problems = [asdict(problem) for problem in error.problems]
    return Answer(result={"refusal": error.code, "problems": problems}, code=ExitCode.REFUSED, message=str(error))


def _report(folder: Path, slug: str) -> dict[str, Any]:
    report: dict[str, Any] = {"slug": slug, "valid": False, "digest": None, "problems": [], "warnings": []}
    try:
        config = places.load(folder, slug)
    except ConfigurationError as error:
        return report | {"problems": [asdict(problem) for problem in error.problems]}
    return report | {
        "valid": True,
        "digest": config.digest,
        "warnings": [asdict(warning) for warning in warnings(config)] + _environment(config),
    }


def _environment(config: CommuneConfig) -> list[dict[str, Any]]:
    """Return what the files ask and this environment does not give."""
    asked = {
        "franceconnect": missing_client(config),
        "quotient.enabled": missing_token(config),
        "sms.enabled": missing_sms_key(config),
    }
    return [{"key": key, "message": message} for key, message in asked.items() if message]


def _lines(report: dict[str, Any]) -> Text:
    text = Text(f"{report['slug']} : " + ("conforme" if report["valid"] else f"{len(report['problems'])} problème(s)"))
    text.stylize("green" if report["valid"] else "red")
    for problem in report["problems"]:
        line = "{file} : {key} : trouvé {found} ; attendu {expected}".format(**problem)
        text.append(f"\n  {report['slug']}/{line}", style="default")
    for warning in report["warnings"]:
        text.append(f"\n  à savoir : {warning['key']} : {warning['message']}", style="yellow")
    return text
