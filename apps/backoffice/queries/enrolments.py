"""Lists of enrolments as agents read them, and how full each group is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from apps.activities.models import Activity, Group
from apps.backoffice.queries.folding import matching
from apps.enrolments.enums import EnrolmentStatus
from apps.enrolments.models import Enrolment, EnrolmentQuerySet
from apps.enrolments.queries import Occupancy, occupancies
from apps.enrolments.workflow import LIVE
from core.schooling import SchoolYear

EVERY = "toutes"  # the filter that keeps ended and refused enrolments too
NAMES = ("child__usual_name", "child__first_names")


@dataclass(frozen=True, kw_only=True)
class ActivityCount:
    """How many children an activity has in a year: each figure is the length of the list it links to."""

    activity: Activity
    active: int
    waiting: int
    requested: int


def years(today: date) -> list[str]:
    """Return the school years one may look at, the current one first."""
    current = SchoolYear.of(today)
    return [str(current), str(current.next), str(current.previous)]


def filtered(rows: EnrolmentQuerySet, filters: Mapping[str, str], year: str) -> EnrolmentQuerySet:
    """Return the enrolments of a year that the filters keep, by child."""
    rows = rows.in_year(year)
    state = filters.get("etat")
    if not state:
        rows = rows.filter(status__in=LIVE)
    elif state != EVERY:
        rows = rows.filter(status=state)
    if activity := filters.get("activite"):
        rows = rows.filter(activity__slug=activity)
        if group := filters.get("groupe"):
            rows = rows.filter(group__slug=group)
    if text := filters.get("q"):
        rows = matching(rows, text, NAMES, ("child__mobile",))
    return rows.order_by("child__usual_name", "child__first_names", "activity__position", "pk")


def counts(activities: Sequence[Activity], year: str) -> list[ActivityCount]:
    """Return the counts of each activity, in one query and in the order of the catalogue."""
    states = {
        "active": EnrolmentStatus.ACTIVE,
        "waiting": EnrolmentStatus.WAITING,
        "requested": EnrolmentStatus.REQUESTED,
    }
    counted = {name: Count("pk", filter=Q(status=status)) for name, status in states.items()}
    rows = Enrolment.objects.filter(school_year=year).order_by().values("activity").annotate(**counted)
    found = {row["activity"]: row for row in rows}
    nothing = dict.fromkeys(states, 0)
    return [
        ActivityCount(activity=one, **{name: found.get(one.pk, nothing)[name] for name in states}) for one in activities
    ]


def occupancy_of(groups: Sequence[Group], year: str, today: date) -> list[Occupancy]:
    """Return how full each group is, in one query and in their order."""
    found = occupancies(groups, year, today)
    return [found[group.pk] for group in groups]
