"""What is happening? Today and the days to come for each child: school, home, activities."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.template.defaultfilters import date as date_filter

from apps.accounts.models import User
from apps.activities.queries import Place, places_on
from apps.design.wording import plural
from apps.enrolments import queries as enrolments
from apps.enrolments.models import Enrolment
from apps.families import queries as families
from apps.families.models import Person
from apps.families.queries import DayCell
from core.calendar import Calendar
from core.week import DayKind, Run, kind_of, runs, seven_days
from tenants import context
from tenants.calendars import calendar_around

PUPILS: Final = range(3, 18)
WORDS: Final = {
    DayKind.SCHOOL: "École",
    DayKind.NO_SCHOOL: "Sans école",
    DayKind.WEEKEND: "Week-end",
    DayKind.HOLIDAYS: "Vacances",
    DayKind.PUBLIC_HOLIDAY: "Férié",
}
TODAY: Final = {
    DayKind.SCHOOL: "jour d’école",
    DayKind.NO_SCHOOL: "pas d’école",
    DayKind.WEEKEND: "c’est le week-end",
    DayKind.HOLIDAYS: "ce sont les vacances",
    DayKind.PUBLIC_HOLIDAY: "jour férié",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """Several days that are alike: `days` says which ones to who does not see the row of days."""

    words: str
    tone: str
    length: int
    days: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    title: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ChildCard:
    child: Person
    school: str
    subtitle: str
    today: str
    rows: tuple[Row, ...]
    notes: tuple[str, ...]
    enrolments: tuple[Enrolment, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Week:
    """Seven days from today on; `closed` are those on which the town hall is closed though it usually opens."""

    days: tuple[date, ...]
    children: tuple[ChildCard, ...]
    closed: tuple[date, ...]


def week_of(user: User, at: datetime) -> Week:
    """Return what is known of the children of this account; a fixed number of queries."""
    today = context.local_date(at)
    days = seven_days(today)
    calendar = calendar_around(context.config(), today)
    children = list(families.children_of(user, on=today).order_by("birth_date", "pk"))
    places = places_on(children, today)
    homes = families.days_between_homes(user, children, days)
    enrolled = {one.child.pk: one.current for one in enrolments.of_family(user, today)} if children else {}
    cards = (
        _card(child, days, calendar, places.get(child.pk), homes.get(child.pk, ()), enrolled.get(child.pk, ()))
        for child in children
    )
    return Week(days=days, children=tuple(cards), closed=tuple(_closed(days, calendar)))


def _closed(days: Iterable[date], calendar: Calendar) -> Iterable[date]:
    return (day for day in days if day.weekday() < 5 and not calendar.is_open_day(day))


def _card(
    child: Person,
    days: Sequence[date],
    calendar: Calendar,
    place: Place | None,
    cells: Sequence[DayCell | None],
    enrolled: tuple[Enrolment, ...],
) -> ChildCard:
    if child.expected_on is not None:
        return ChildCard(
            child=child,
            school="",
            subtitle=f"Naissance prévue le {date_filter(child.expected_on, 'j F Y')}",
            today="",
            rows=(),
            notes=(),
            enrolments=(),
        )
    age = child.age_on(days[0])
    goes = place is not None or age in PUPILS
    kinds = [kind_of(day, calendar) for day in days] if goes else []
    said = [TODAY[kinds[0]]] if kinds else []
    first = cells[0] if cells else None
    return ChildCard(
        child=child,
        school=place.school.slug if place and place.school else "",
        subtitle=" · ".join(filter(None, (_age(age), _school(place)))),
        today=", ".join([*said, first.sentence] if first else said),
        rows=(*_school_row(days, kinds), *_home_row(days, cells)),
        notes=tuple(f"{_long(cell.day)} : {cell.sentence}" for cell in cells[1:] if cell and cell.is_hand_over),
        enrolments=enrolled,
    )


def _age(age: int | None) -> str:
    if age is None:
        return ""
    return plural(age, "an", "ans") if age else "Moins d’un an"


def _school(place: Place | None) -> str:
    if place is None:
        return ""
    name = place.school.name if place.school else place.elsewhere
    return ", ".join(filter(None, (place.level.label, place.class_name, name)))


def _school_row(days: Sequence[date], kinds: Sequence[DayKind]) -> Iterable[Row]:
    if kinds:
        yield Row(title="École", bars=tuple(_bar(run, WORDS[run.value], run.value) for run in runs(days, kinds)))


def _home_row(days: Sequence[date], cells: Sequence[DayCell | None]) -> Iterable[Row]:
    if not cells:
        return
    labels = [cell.label if cell else "" for cell in cells]
    tones = {cell.label: "home" if cell.label == "Vous" else "other" for cell in cells if cell}
    bars = (_bar(run, run.value or "—", tones.get(run.value, "none")) for run in runs(days, labels))
    yield Row(title="Maison", bars=tuple(bars))


def _bar(run: Run, words: str, tone: str) -> Bar:
    first, last = _long(run.first), _long(run.last)
    return Bar(
        words=words,
        tone=tone.replace("_", "-"),
        length=run.length,
        days=first if run.length == 1 else f"du {first} au {last}",
    )


def _long(day: date) -> str:
    return str(date_filter(day, "l j F"))
