"""Of which children an account may be told nothing: said by the application that keeps what judges decided."""

from collections.abc import Callable, Collection
from datetime import date

from django.db.models import Model

type Finder = Callable[[Model, date], Collection[int]]

_finders: list[Finder] = []


def use(finder: Finder) -> None:
    """Say who finds the children of whom an account may know nothing on a day; the last one given wins."""
    _finders[:] = [finder]


def of(user: Model, on: date) -> frozenset[int]:
    return frozenset(child for finder in _finders for child in finder(user, on))
