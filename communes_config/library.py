"""The procedures that the platform knows, which each commune offers as they are or completes."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from communes_config.problems import ConfigurationError
from communes_config.reader import Reader
from communes_config.schema.procedures import ProcedureDefinition

FOLDER = Path(__file__).with_name("procedures")


@cache
def trees() -> Mapping[str, Mapping[str, Any]]:
    """Return each file of the library, by the slug that is its name."""
    return {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.toml"))}


@cache
def get(slug: str) -> ProcedureDefinition | None:
    """Return a procedure of the library as its file says it, or None when the library has no such file."""
    if slug not in trees():
        return None
    reader = Reader(lambda key: f"procedures/{slug}.toml")
    values = reader.fields(ProcedureDefinition, {**trees()[slug], "slug": slug})
    if reader.problems:
        raise ConfigurationError(commune=slug, problems=reader.problems)
    return ProcedureDefinition(**values)
