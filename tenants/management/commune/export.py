"""`commune export-config`: from the database back to a folder of files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from . import arguments, places
from .answers import Answer, Refusal
from .terminal import Terminal

NAME = "export-config"
HELP = "écrire dans un dossier la configuration en vigueur"


def add_arguments(parser: ArgumentParser) -> None:
    arguments.add_commune(parser)
    parser.add_argument(
        "--to", type=Path, required=True, metavar="DOSSIER", help="le sous-dossier <commune> y est créé"
    )
    parser.add_argument("--force", action="store_true", help="remplacer les fichiers déjà présents")
    arguments.add_dry_run(parser, "dire quels fichiers seraient écrits")


def run(options: dict[str, Any], terminal: Terminal) -> Answer:
    commune = places.find(options["slug"])
    folder: Path = options["to"] / commune.slug
    files = commune.config.to_files()
    present = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    if present and not options["force"]:
        raise Refusal(sentence=f"{folder} contient déjà {present[0]} ; ajoutez --force pour remplacer ces fichiers.")
    if not options["dry_run"]:
        _write(folder, files)
        for stale in set(present) - files.keys():
            (folder / stale).unlink()
    verb = "seraient écrits" if options["dry_run"] else "écrits"
    return Answer(
        result={"slug": commune.slug, "folder": str(folder), "dry_run": options["dry_run"], "files": sorted(files)},
        view=f"{len(files)} fichiers {verb} dans {folder}",
    )


def _write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
