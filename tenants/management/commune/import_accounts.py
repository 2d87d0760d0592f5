"""`commune import-accounts`: each adult that the town hall knows gets an account of their own."""

import csv
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils import timezone
from rich.console import Group

from apps.accounts.operations import COLUMNS, REQUIRED_COLUMNS, ImportLine, LineStatus, import_accounts
from core.identifiers import fold
from tenants import context
from tenants.models import Commune

from . import arguments, places
from .answers import Answer, ExitCode, Refusal
from .terminal import Terminal, table

NAME = "import-accounts"
HELP = "créer les comptes des adultes d’un fichier CSV ; relancer ne crée rien deux fois"

# The headers that a French office writes, beside the names of the columns themselves.
FRENCH_HEADERS = {
    "reference": "reference",
    "civilite": "civility",
    "nom": "usual_name",
    "nom usuel": "usual_name",
    "prenom": "first_names",
    "prenoms": "first_names",
    "nom de naissance": "birth_name",
    "date de naissance": "birth_date",
    "courriel": "email",
    "e mail": "email",
    "telephone": "phone",
    "portable": "mobile",
    "numero": "number",
    "voie": "street",
    "rue": "street",
    "complement": "complement",
    "code postal": "postal_code",
    "ville": "city",
    "identifiant": "username",
}
HEADERS = {fold(column): column for column in COLUMNS} | FRENCH_HEADERS

STATUSES = {
    LineStatus.INVITED: "invitation envoyée",
    LineStatus.LETTER: "courrier à imprimer",
    LineStatus.UNCHANGED: "compte déjà créé",
    LineStatus.REFUSED: "REFUSÉE",
}


@dataclass(slots=True)
class Sheet:
    """The rows of a file, the line of the file each one is on, and the rows that have no readable shape."""

    rows: list[dict[str, str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    refused: list[dict[str, Any]] = field(default_factory=list)


def add_arguments(parser: ArgumentParser) -> None:
    arguments.add_commune(parser)
    parser.add_argument(
        "file",
        type=Path,
        metavar="FICHIER.csv",
        help=f"UTF-8, séparé par des points-virgules ou des virgules ; colonnes : {', '.join(COLUMNS)}"
        f" (obligatoires : {', '.join(REQUIRED_COLUMNS)}), ou leurs noms français",
    )
    arguments.add_dry_run(parser, "tout vérifier, ne rien créer, n’écrire à personne")
    parser.add_argument("--strict", action="store_true", help="ne rien créer si une seule ligne est refusée")
    parser.add_argument("--letters", action="store_true", help="un mot de passe provisoire à imprimer pour chacun")


def run(options: dict[str, Any], terminal: Terminal) -> Answer:
    commune = places.find(options["slug"])
    sheet = read(options["file"])
    if options["strict"] and not options["dry_run"]:
        rehearsal = _import(commune, sheet, options, dry_run=True)
        refused = [line for line in rehearsal if line["status"] == LineStatus.REFUSED]
        if refused:
            return _answer(rehearsal, commune, options, written=False)
    lines = _import(commune, sheet, options, dry_run=options["dry_run"])
    return _answer(lines, commune, options, written=not options["dry_run"])


def read(file: Path) -> Sheet:
    """Read a CSV file; raise Refusal when it has no readable header."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise Refusal(sentence=f"{file} : fichier illisible ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise Refusal(sentence=f"{file} : trouvé un autre encodage ; attendu de l’UTF-8.") from error
    header = text.partition("\n")[0]
    reader = csv.reader(text.splitlines(keepends=True), delimiter=";" if header.count(";") else ",")
    columns = _columns(file, next(reader, []))
    sheet = Sheet()
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(columns):
            message = f"Trouvé {len(cells)} colonnes ; attendu {len(columns)}, comme l’en-tête."
            misshapen = ImportLine(number=0, reference="", status=LineStatus.REFUSED, message=message)
            sheet.refused.append(_line(reader.line_num, misshapen))
            continue
        sheet.rows.append(dict(zip(columns, cells, strict=True)))
        sheet.lines.append(reader.line_num)
    return sheet


def _columns(file: Path, header: Sequence[str]) -> list[str]:
    columns = [HEADERS.get(fold(cell), "") for cell in header]
    for position, (cell, column) in enumerate(zip(header, columns, strict=True), start=1):
        if not column:
            expected = ", ".join(COLUMNS)
            raise Refusal(sentence=f"{file}, ligne 1, colonne {position} : trouvé « {cell} » ; attendu {expected}.")
    for column, count in Counter(columns).items():
        if count > 1:
            raise Refusal(sentence=f"{file}, ligne 1 : la colonne {column} y est {count} fois.")
    missing = [column for column in REQUIRED_COLUMNS if column not in columns]
    if missing:
        raise Refusal(sentence=f"{file}, ligne 1 : colonne absente : {', '.join(missing)}.")
    return columns


def _import(commune: Commune, sheet: Sheet, options: dict[str, Any], *, dry_run: bool) -> list[dict[str, Any]]:
    with context.activate(commune.slug):
        imported = import_accounts(
            rows=sheet.rows, by=None, at=timezone.now(), dry_run=dry_run, letters=options["letters"]
        )
    done = [_line(sheet.lines[line.number - 1], line) for line in imported]
    return sorted([*done, *sheet.refused], key=lambda line: line["line"])


def _line(number: int, line: ImportLine) -> dict[str, Any]:
    return {
        "line": number,
        "reference": line.reference,
        "status": line.status,
        "username": line.username,
        "temporary_password": line.password,
        "message": line.message,
    }


def _answer(lines: list[dict[str, Any]], commune: Commune, options: dict[str, Any], *, written: bool) -> Answer:
    counts = Counter(line["status"] for line in lines)
    totals = {status.value: counts[status] for status in LineStatus}
    refused = [line for line in lines if line["status"] == LineStatus.REFUSED]
    heading = f"{commune.name} : " + ", ".join(f"{counts[status]} {label}" for status, label in STATUSES.items())
    rows = ((x["line"], x["reference"], STATUSES[x["status"]], x["username"], _remark(x)) for x in lines)
    return Answer(
        result={
            "slug": commune.slug,
            "dry_run": options["dry_run"],
            "written": written,
            "totals": totals,
            "lines": lines,
        },
        view=Group(
            heading if written else f"{heading} (rien n’est écrit)",
            table("Ligne", "Référence", "Résultat", "Identifiant", "Remarque", rows=rows),
        ),
        code=_code(refused, lines, written=written or options["dry_run"]),
        message="\n".join(f"{options['file']}, ligne {line['line']} : {line['message']}" for line in refused),
    )


def _code(refused: list[dict[str, Any]], lines: list[dict[str, Any]], *, written: bool) -> ExitCode:
    if not refused:
        return ExitCode.OK
    return ExitCode.PARTIAL if written and len(refused) < len(lines) else ExitCode.REFUSED


def _remark(line: dict[str, Any]) -> str:
    password = f"mot de passe provisoire : {line['temporary_password']}. " if line["temporary_password"] else ""
    return f"{password}{line['message']}"
