"""Who knows what a payload means and what a decision changes: registered at start-up by the app concerned."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from apps.accounts.models import User
from apps.casework.models import Case


class Problem(Protocol):
    """Something that keeps a request from being filed; `person` and `field` say where it is corrected."""

    @property
    def person(self) -> str: ...
    @property
    def person_label(self) -> str: ...
    @property
    def field(self) -> str: ...
    @property
    def message(self) -> str: ...


class Section(Protocol):
    """A part of the request as it is read back; `key` says where it is modified."""

    @property
    def key(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def heading(self) -> str: ...
    @property
    def rows(self) -> Sequence[tuple[str, object]]: ...


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What an accepted request changed, in sentences that its author reads."""

    sentences: tuple[str, ...] = ()


class DecisionHandler(Protocol):
    def check_opening(self, user: User) -> None:
        """Raise a DomainError when this person has no reason to make the request."""

    def check_filing(self, user: User, payload: Mapping[str, Any]) -> None:
        """Raise a DomainError when what this person has become makes the payload void."""

    def new_payload(self, user: User) -> dict[str, Any]:
        """Return the payload that a draft starts with, prefilled with what the account says."""

    def problems(self, payload: Mapping[str, Any], today: date) -> Sequence[Problem]:
        """Return all that keeps the payload from being filed."""

    def sections(self, payload: Mapping[str, Any]) -> Sequence[Section]:
        """Return the payload as it is read back."""

    def known(self, case: Case) -> object:
        """Return what the commune knows already about the people of the request, for the agent's page."""

    def accept(self, *, case: Case, by: User, at: datetime) -> Outcome:
        """Do what the request asks, in the caller's transaction; may be called twice for one case."""


_handlers: dict[str, DecisionHandler] = {}


def register(key: str, handler: DecisionHandler) -> None:
    _handlers[key] = handler


def get(key: str) -> DecisionHandler:
    """Return a registered handler, or raise KeyError."""
    return _handlers[key]
