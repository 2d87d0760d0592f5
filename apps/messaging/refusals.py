"""Who said once and for all that they want no e-mail: said by the application that keeps people."""

from collections.abc import Callable, Collection

from django.db.models import Model

from .enums import Channel

type Finder = Callable[[Model], Collection[Channel]]

_finders: list[Finder] = []


def use(finder: Finder) -> None:
    """Say who finds the refusals of an account; the last one given wins."""
    _finders[:] = [finder]


def of(user: Model) -> frozenset[Channel]:
    """Return the channels that this person refuses unless they chose otherwise, topic by topic."""
    return frozenset(channel for finder in _finders for channel in finder(user))
