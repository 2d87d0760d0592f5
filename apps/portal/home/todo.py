"""What must I do? Everything that waits for a person, from every part of the portal, the most urgent first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.urls import reverse

from apps.accounts import todo as accounts
from apps.accounts.models import User
from apps.activities import todo as activities
from apps.casework import todo as casework
from apps.design.wording import plural
from apps.documents import queries as documents
from apps.enrolments import todo as enrolments
from apps.families import queries as families
from apps.health import queries as health
from core.todo import TodoItem, Urgency, in_order
from tenants import context

type Source = Callable[[User, datetime], tuple[TodoItem, ...]]

SOURCES: Final[Sequence[Source]] = (
    accounts.todo,
    casework.todo,
    families.todo,
    documents.todo,
    health.todo,
    enrolments.todo,
    activities.todo,
)
COUNTED_DAYS: Final = 14
TONES: Final = {Urgency.LATE: "danger", Urgency.SOON: "warning", Urgency.WHEN_POSSIBLE: "neutral"}


@dataclass(frozen=True, kw_only=True, slots=True)
class TodoLine:
    """One line of the list; without `url` it waits for the town hall. `due` says when in words, or nothing."""

    item: TodoItem
    url: str
    due: str
    tone: str


def todo_of(user: User, at: datetime) -> tuple[TodoLine, ...]:
    today = context.local_date(at)
    items = in_order(item for source in SOURCES for item in source(user, at))
    return tuple(_line(item, today) for item in items)


def _line(item: TodoItem, today: date) -> TodoLine:
    return TodoLine(
        item=item,
        url=_url(item),
        due=due_words(item.due_on, today) if item.due_on else "",
        tone=TONES[item.urgency],
    )


def _url(item: TodoItem) -> str:
    if not item.page:
        return ""
    address = reverse(item.page, args=item.page_arguments)
    return f"{address}?{item.page_query}" if item.page_query else address


def due_words(due_on: date, today: date) -> str:
    """Say how far a day is, for those that are near; nothing beyond two weeks: the detail has the date."""
    left = (due_on - today).days
    if left < 0:
        return "Date dépassée"
    if left == 0:
        return "Aujourd’hui"
    if left == 1:
        return "Demain"
    return f"Dans {plural(left, 'jour', 'jours')}" if left <= COUNTED_DAYS else ""
