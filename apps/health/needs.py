"""Until when children are expected: said by the applications above, which look after them.

Each registers a finder when it starts; this application knows nothing of enrolments nor of requests.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import date

type Finder = Callable[[Collection[int], date], Mapping[int, date]]

_finders: dict[str, Finder] = {}


def register(key: str, finder: Finder) -> None:
    """Say who finds the last day on which each child's health must be known; registering again replaces."""
    _finders[key] = finder


def last_days(children: Collection[int], today: date) -> dict[int, date]:
    """Return the last day on which somebody must know, past or to come, in as many queries whatever the children."""
    found: dict[int, date] = {}
    if not children:
        return found
    for finder in _finders.values():
        for child, day in finder(children, today).items():
            found[child] = max(day, found.get(child, day))
    return found
