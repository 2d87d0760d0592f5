"""What documents serve for: said by the applications above, which name them.

Each registers a finder when it starts; this application knows nothing of cases.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True, slots=True)
class Use:
    """One thing a document was given for; `page` and its arguments name where its owner sees it, if anywhere.

    `live` while somebody may still need the document for it; once over, `ended_on` is the day it was.
    """

    document_id: int
    label: str
    page: str = ""
    page_arguments: tuple[str, ...] = ()
    live: bool
    ended_on: date | None = None


type Finder = Callable[[Collection[int], date | None], Iterable[Use]]

type Keeper = Callable[[], Iterable[str]]

_finders: dict[str, Finder] = {}
_keepers: dict[str, Keeper] = {}


def register(key: str, finder: Finder) -> None:
    """Say who finds uses; registering a key again replaces its finder."""
    _finders[key] = finder


def keep(key: str, keeper: Keeper) -> None:
    """Say who names objects of the store that are no documents; registering a key again replaces its keeper."""
    _keepers[key] = keeper


def kept_objects() -> set[str]:
    """Return the keys of the objects that other applications keep."""
    return {name for keeper in _keepers.values() for name in keeper()}


def of(documents: Collection[int], on: date | None = None) -> Mapping[int, tuple[Use, ...]]:
    """Return the uses of each document, live ones first; a fixed number of queries, whatever their number.

    `on` is the day its owner reads them: a page that a judge keeps from them then is not named; without one, ever.
    """
    found: dict[int, list[Use]] = {pk: [] for pk in documents}
    if found:
        for finder in _finders.values():
            for use in finder(documents, on):
                found[use.document_id].append(use)
    return {pk: tuple(sorted(uses, key=lambda use: not use.live)) for pk, uses in found.items()}
