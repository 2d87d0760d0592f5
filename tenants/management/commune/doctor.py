"""`commune doctor`: is everything as it should be?"""

from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.utils import timezone
from rich.console import Group
from rich.text import Text

from tenants.provisioning import health

from . import arguments
from .answers import Answer, ExitCode
from .terminal import Terminal

NAME = "doctor"
HELP = "examiner la plateforme : structures, rôles, migrations, file des tâches, configurations"


def add_arguments(parser: ArgumentParser) -> None:
    arguments.add_folder(parser)


def run(options: dict[str, Any], terminal: Terminal) -> Answer:
    examined = health.prepare(at=timezone.now(), folder=options["folder"])
    tracked = terminal.track(health.CHECKS, title="Examen", total=len(health.CHECKS))
    reports = [_report(check, examined) for check in tracked]
    broken = [report["title"] for report in reports if report["blocking"] and not report["ok"]]
    return Answer(
        result={"healthy": not broken, "communes": len(examined.communes), "checks": reports},
        view=Group(*(_lines(report) for report in reports)),
        code=ExitCode.REFUSED if broken else ExitCode.OK,
        message=f"À corriger : {' ; '.join(broken)}." if broken else "",
    )


def _report(check: health.Check, examined: health.Examined) -> dict[str, Any]:
    findings = [asdict(finding) for finding in check.find(examined)]
    return {
        "check": check.name,
        "title": check.title,
        "ok": not findings,
        "blocking": check.blocking,
        "findings": findings,
    }


def _lines(report: dict[str, Any]) -> Text:
    mark, style = ("ok ", "green") if report["ok"] else ("NON", "red") if report["blocking"] else (" ! ", "yellow")
    text = Text.assemble((f"{mark} ", style), report["title"])
    for finding in report["findings"]:
        text.append(f"\n      {finding['where']} : {finding['message']}", style=style)
    return text
