"""`commune list`: the communes of the database, and whether their files say the same."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from communes_config import ConfigurationError
from tenants.models import Commune

from . import arguments, places
from .answers import Answer
from .terminal import Terminal, table

NAME = "list"
HELP = "les communes, leur adresse, leur état, et si leurs fichiers sont en vigueur"

FILES = {"in_force": "en vigueur", "differ": "à appliquer", "invalid": "refusés", "missing": "absents"}
STATUSES = {"active": "en service", "suspended": "suspendue", "archived": "archivée"}


def add_arguments(parser: ArgumentParser) -> None:
    arguments.add_folder(parser)


def run(options: dict[str, Any], terminal: Terminal) -> Answer:
    rows = [_row(commune, options["folder"]) for commune in places.every()]
    view = table(
        "Commune",
        "Nom",
        "État",
        "Adresse",
        "Fichiers",
        rows=((r["slug"], r["name"], STATUSES[r["status"]], r["url"], FILES[r["files"]]) for r in rows),
    )
    return Answer(result={"communes": rows}, view=view if rows else "Aucune commune. manage.py commune create --help")


def _row(commune: Commune, folder: Path) -> dict[str, str]:
    return {
        "slug": commune.slug,
        "name": commune.name,
        "status": str(commune.status),
        "url": places.address_of(commune),
        "files": files_state(commune, folder),
    }


def files_state(commune: Commune, folder: Path) -> str:
    """Tell how the files of a commune stand beside what is in force: a key of FILES."""
    if not places.has_files(folder, commune.slug):
        return "missing"
    try:
        config = places.load(folder, commune.slug)
    except ConfigurationError:
        return "invalid"
    return "in_force" if config.digest == commune.config_digest else "differ"
