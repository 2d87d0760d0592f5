"""All that the commune knows of a household, as one of its adults reads it before saying that it is right."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from apps.families.models import Household, Person

type Said = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Part:
    """One part of what is known; `fix` names the page where it is changed, empty when only the town hall can."""

    title: str
    rows: tuple[Said, ...]
    fix: str = ""
    fix_arguments: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Statement:
    parts: tuple[Part, ...]

    def to_json(self) -> list[dict[str, object]]:
        """Return what is kept of it: words, not the pages that change them."""
        return [{"title": part.title, "rows": [list(row) for row in part.rows]} for part in self.parts]

    @property
    def version(self) -> str:
        return hashlib.sha256(json.dumps(self.to_json(), ensure_ascii=False).encode()).hexdigest()


type Source = Callable[[Household, Sequence[Person], date], Iterable[Part]]

_sources: dict[str, Source] = {}


def add_source(key: str, source: Source) -> None:
    """Let a part of the portal that `families` knows nothing of say what it keeps of a household's children."""
    _sources[key] = source


def elsewhere(household: Household, children: Sequence[Person], today: date) -> Iterable[Part]:
    for source in _sources.values():
        yield from source(household, children, today)


def said(rows: Iterable[tuple[str, object]]) -> tuple[Said, ...]:
    """Return rows as they are read: a yes or a no is a word."""
    words: Mapping[object, str] = {True: "Oui", False: "Non"}
    return tuple((label, words[value] if isinstance(value, bool) else _text(value)) for label, value in rows)


def _text(value: object) -> str:
    return "" if value is None else str(value)
