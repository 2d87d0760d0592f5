"""What the operator does for the town halls: accounts of the people they know, and the passing of time."""

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from .people import Parent

COLUMNS = ("reference", "civilité", "nom", "prénoms", "courriel", "portable", "voie", "code postal", "ville")


class Operator(Protocol):
    def operate(self, *arguments: str) -> str: ...


def answer_of(operator: Operator, *arguments: str) -> Mapping[str, Any]:
    """Run a command and return its result."""
    result: Mapping[str, Any] = json.loads(operator.operate(*arguments, "--json"))["result"]
    return result


def import_accounts(
    operator: Operator, folder: Path, slug: str, parents: Sequence[Parent], *, letters: bool
) -> list[Mapping[str, Any]]:
    """Import a file as the town hall sends it, and return what became of each line."""
    file = folder / f"{slug}.csv"
    with file.open("w", encoding="utf-8", newline="") as sheet:
        writer = csv.writer(sheet, delimiter=";")
        writer.writerow([*COLUMNS, "identifiant"])
        writer.writerows(_row(number, parent) for number, parent in enumerate(parents, start=1))
    told = answer_of(operator, "import-accounts", slug, str(file), *(["--letters"] if letters else []))
    lines: list[Mapping[str, Any]] = told["lines"]
    return lines


def _row(number: int, parent: Parent) -> list[str]:
    identity = [f"ADULTE-{number}-{parent.username}", parent.civility, parent.usual_name, parent.first_names]
    home = [parent.street, parent.postal_code, parent.city]
    return [*identity, parent.email, parent.mobile, *home, parent.username]
