"""What a commune gets without writing it."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from communes_config.tree import merge

FILE = Path(__file__).with_name("defaults.toml")


@cache
def tree() -> Mapping[str, Any]:
    platform = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {**platform, "documents": named(platform["documents"])}


def named(kinds: Mapping[str, Any]) -> dict[str, Any]:
    """Give each kind of document the name of its table."""
    return {slug: {**kind, "slug": slug} if isinstance(kind, Mapping) else kind for slug, kind in kinds.items()}


def filled(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return a commune's data, completed by the defaults."""
    return merge(tree(), data)
