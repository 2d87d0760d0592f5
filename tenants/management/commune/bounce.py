"""`commune bounce`: what mail servers sent back, read from files or from the standard input of a mail filter."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils import timezone

from apps.messaging.bounces import Bounce, read_bounce
from apps.messaging.operations import record_bounce
from tenants import context

from . import places
from .answers import Answer, Refusal
from .terminal import Terminal, facts

NAME = "bounce"
HELP = "les courriels revenus : un rapport de non-remise par fichier, ou sur l’entrée standard"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "reports", nargs="*", type=Path, metavar="FICHIER", help="rien : l’entrée standard, pour un filtre"
    )


def run(options: dict[str, Any], terminal: Terminal) -> Answer:
    """Note each report once, in the commune whose message came back; what is no report of ours is only counted."""
    letters = [_letter(file) for file in options["reports"]] or [sys.stdin.buffer.read()]
    told = [read_bounce(letter) for letter in letters]
    noted = sum(_note(bounce) for bounce in told if bounce is not None)
    result = {"read": len(told), "noted": noted, "ignored": len(told) - noted}
    return Answer(result=result, view=facts([("Lus", len(told)), ("Notés", noted), ("Sans suite", len(told) - noted)]))


def _letter(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Refusal(sentence=f"{file} : fichier illisible ({error.strerror}).")


def _note(bounce: Bounce) -> bool:
    commune = next((commune for commune in places.every() if commune.host == bounce.host), None)
    if commune is None:
        return False
    with context.activate(commune):
        return record_bounce(bounce=bounce, at=timezone.now())
