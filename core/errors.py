"""Refusals that a citizen can read."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import ClassVar

_WORD_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


class DomainError(Exception):
    """A rule said no; `message` is the French sentence to show, its `{fields}` are given as keyword arguments.

    `DeadlinePassed(limit="jeudi 12 mars à 12 h")` has the code `deadline_passed`. A missing field raises `KeyError`
    where the refusal is raised, not where it is displayed.
    """

    message: ClassVar[str] = "Cette action n’est pas possible."

    def __init__(self, **context: object) -> None:
        super().__init__(self.message.format(**context))
        self.context = context

    @property
    def code(self) -> str:
        return _WORD_START.sub("_", type(self).__name__).lower()

    def __reduce__(self) -> tuple[Callable[..., DomainError], tuple[()]]:
        return partial(type(self), **self.context), ()
