"""`commune plan`: what `apply` would change."""

import json
from argparse import ArgumentParser
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from communes_config import Change, CommuneConfig, diff
from tenants.models import Commune

from . import arguments, places
from .answers import Answer
from .terminal import Terminal

NAME = "plan"
HELP = "ce que les fichiers d’une commune changeraient à ce qui est en vigueur"

LONGEST = 90  # characters of a value shown on one line: a page of text is not read in a terminal


def add_arguments(parser: ArgumentParser) -> None:
    arguments.add_commune(parser)
    arguments.add_folder(parser)


def run(options: dict[str, Any], terminal: Terminal) -> Answer:
    commune = places.find(options["slug"])
    config = places.load(options["folder"], commune.slug)
    changes = changes_of(commune, config)
    return Answer(
        result={
            "slug": commune.slug,
            "changed": bool(changes),
            "database_digest": commune.config_digest,
            "files_digest": config.digest,
            "changes": as_json(changes),
        },
        view=view(commune.slug, changes),
    )


def changes_of(commune: Commune, config: CommuneConfig) -> tuple[Change, ...]:
    return () if commune.config_digest == config.digest else diff(commune.config, config)


def as_json(changes: Iterable[Change]) -> list[dict[str, object]]:
    return [asdict(change) for change in changes]


def view(slug: str, changes: tuple[Change, ...]) -> RenderableType:
    if not changes:
        return f"{slug} : les fichiers sont en vigueur, rien à appliquer."
    return Group(f"{slug} : {len(changes)} changement(s)", *(_lines(change) for change in changes))


def _lines(change: Change) -> Text:
    text = Text(f"  {change.key}")
    if change.old is not None:
        text.append(f"\n    - {_short(change.old)}", style="red")
    if change.new is not None:
        text.append(f"\n    + {_short(change.new)}", style="green")
    return text


def _short(value: object) -> str:
    written = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    line = " ".join(written.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
