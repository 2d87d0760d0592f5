"""Until when the health of each child is kept: what its family last said, and who still expects the child."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from apps.families.models import Person
from apps.health import needs
from apps.health.models import HealthKeeping, HealthRecord, IndividualPlan, Vaccination
from apps.health.workflow import CLOSED
from communes_config.schema import HealthRetention
from core.schooling import SchoolYear
from tenants import context


@dataclass(frozen=True, kw_only=True, slots=True)
class Keeping:
    """`said` is the last school year that the family spoke for, `needed` the last one that somebody expects the child.

    `deadline` is the last day, included, on which all is kept unless the family says more.
    """

    child_id: int
    said: SchoolYear
    needed: SchoolYear | None
    deadline: date
    asked_year: SchoolYear
    row: HealthKeeping | None

    @property
    def is_asked(self) -> bool:
        """Whether the family may say that everything is still exact."""
        return self.said < self.asked_year

    @property
    def is_needed(self) -> bool:
        """Whether nothing goes at the end of what the family said, because somebody expects the child."""
        return self.needed is not None and self.said < self.needed

    @property
    def told(self) -> int:
        """How many reminders left about this very deadline."""
        return self.row.reminders if self.row is not None and self.row.told_of == self.deadline else 0

    @property
    def told_on(self) -> date | None:
        return self.row.told_on if self.row is not None and self.told else None


def keeping_of(child: Person, today: date) -> Keeping | None:
    """Return until when the health of a child is kept; None when nothing of it is."""
    return keepings([child.pk], today).get(child.pk)


def keepings(children: Collection[int], today: date) -> dict[int, Keeping]:
    """Return the same for several children, those of whom nothing is kept left out; a fixed number of queries."""
    terms = context.config().health.retention.terms
    said: dict[int, SchoolYear] = {}
    for child, year in _said(children):
        said[child] = max(year, said.get(child, year))
    rows = {row.child_id: row for row in HealthKeeping.objects.filter(child__in=said)}
    for child, row in rows.items():
        if row.confirmed_year:
            said[child] = max(SchoolYear.parse(row.confirmed_year), said[child])
    asked = terms.year_of(today)
    needed = needs.last_days([child for child, year in said.items() if year < asked], today)
    found = {}
    for child, year in said.items():
        until = SchoolYear.of(needed[child]) if child in needed else None
        found[child] = Keeping(
            child_id=child,
            said=year,
            needed=until,
            deadline=terms.deadline(year, until, today),
            asked_year=asked,
            row=rows.get(child),
        )
    return found


def children_kept() -> tuple[int, ...]:
    """Return the children of whom something of health is kept."""
    models = (HealthRecord, IndividualPlan, Vaccination)
    return tuple(sorted({pk for model in models for pk in model.objects.order_by().values_list("child", flat=True)}))


def leaving(today: date) -> tuple[tuple[Person, Keeping], ...]:
    """Return the children whose health goes by the end of the commune's reminders, unless a family says more."""
    rules: HealthRetention = context.config().health.retention
    horizon = today + timedelta(days=rules.reminder_days)
    going = {pk: one for pk, one in keepings(children_kept(), today).items() if one.deadline <= horizon}
    children = Person.objects.filter(pk__in=going).order_by("usual_name", "first_names", "pk")
    return tuple(sorted(((child, going[child.pk]) for child in children), key=lambda pair: pair[1].deadline))


def superseded_plans(today: date) -> tuple[int, ...]:
    """Return the plans that another replaced, or that came to nothing, and whose own school year is over."""
    terms = context.config().health.retention.terms
    closed = IndividualPlan.objects.filter(status__in=CLOSED, closed_at__isnull=False).order_by("pk")
    return tuple(
        pk
        for pk, at in closed.values_list("pk", "closed_at")
        if today > terms.last_day(terms.year_of(context.local_date(at)))
    )


def _said(children: Collection[int]) -> Iterator[tuple[int, SchoolYear]]:
    """Give, for each thing kept, the school year that it speaks for."""
    terms = context.config().health.retention.terms
    for model, written in ((HealthRecord, "updated_at"), (Vaccination, "stated_at")):
        for child, at in model.objects.filter(child__in=children).order_by().values_list("child", written):
            yield child, terms.year_of(context.local_date(at))
    plans = IndividualPlan.objects.filter(child__in=children).order_by()
    for child, at, last_day in plans.values_list("child", "asked_at", "valid_until"):
        yield child, terms.year_of(context.local_date(at))
        if last_day is not None:
            yield child, SchoolYear.of(last_day)


def waiting_plans(children: Collection[int], today: date) -> dict[int, date]:
    """A plan that waits for its signature is somebody's work today."""
    waiting = IndividualPlan.objects.open().filter(child__in=children).order_by()
    return dict.fromkeys(waiting.values_list("child", flat=True), today)
