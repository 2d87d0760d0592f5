"""What somebody has to do, as a list reads it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum


class Urgency(IntEnum):
    """The lower, the sooner it is shown."""

    LATE = 0
    SOON = 1
    WHEN_POSSIBLE = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class TodoItem:
    """One thing to do: `page` names where it is done, with its arguments; without a page it waits for the town hall.

    `action` is what the button says, `icon` a name of Lucide.
    """

    title: str
    detail: str = ""
    page: str = ""
    page_arguments: tuple[str, ...] = ()
    page_query: str = ""
    action: str = "Voir"
    icon: str = "circle-alert"
    due_on: date | None = None
    urgency: Urgency = Urgency.WHEN_POSSIBLE


def in_order(items: Iterable[TodoItem]) -> tuple[TodoItem, ...]:
    """Return the most urgent first, then the nearest date; what has no date comes last of its kind."""
    return tuple(sorted(items, key=lambda item: (item.urgency, item.due_on or date.max)))
