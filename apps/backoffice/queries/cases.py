"""The requests that an agent's services received, as lists and as counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from apps.accounts.models import User
from apps.accounts.permissions import Permission, may
from apps.backoffice import wording
from apps.backoffice.queries.folding import matching
from apps.casework.enums import CaseStatus
from apps.casework.models import Case, CaseQuerySet
from apps.casework.workflow import LIVE

RECENT, WEEK, OLD = "recentes", "semaine", "anciennes"
THREE_DAYS, SEVEN_DAYS = timedelta(days=3), timedelta(days=7)
AGES = {RECENT: "Moins de 3 jours", WEEK: "De 3 à 7 jours", OLD: "Plus de 7 jours"}
MINE, NOBODYS = "moi", "personne"
OPEN, ALL = "ouvertes", "toutes"
STATES = {OPEN: "En cours", ALL: "Toutes"}
TO_TAKE = CaseStatus.SUBMITTED


def aged(age: str, now: datetime) -> Q:
    """Return the condition of an age; an instant on the edge belongs to the older side."""
    return {
        RECENT: Q(submitted_at__gt=now - THREE_DAYS),
        WEEK: Q(submitted_at__lte=now - THREE_DAYS, submitted_at__gt=now - SEVEN_DAYS),
        OLD: Q(submitted_at__lte=now - SEVEN_DAYS),
    }[age]


def cases(rows: CaseQuerySet, filters: Mapping[str, str], me: User, now: datetime) -> CaseQuerySet:
    """Return the cases, among those an agent may open, that the filters of the list keep, the oldest first."""
    rows = _in_state(rows.defer("payload"), filters.get("etat") or OPEN)
    for column, name in (("service", "service"), ("procedure", "demarche")):
        if value := filters.get(name):
            rows = rows.filter(**{column: value})
    if age := filters.get("age"):
        rows = rows.filter(aged(age, now))
    if (whose := filters.get("agent")) in {MINE, NOBODYS}:
        rows = rows.filter(assigned_to=me if whose == MINE else None)
    if text := filters.get("q"):
        names = ("number", "requester__usual_name", "requester__first_names", "requester__email")
        rows = matching(rows, text, names, ("requester__mobile", "requester__phone"))
    return rows.order_by("submitted_at", "pk")


def _in_state(rows: CaseQuerySet, state: str) -> CaseQuerySet:
    if state == ALL:
        return rows
    return rows.filter(status__in=LIVE) if state == OPEN else rows.filter(status=state)


@dataclass(frozen=True, slots=True)
class CaseRow:
    case: Case
    service: str
    age: str
    is_late: bool


def rows_of(cases: Sequence[Case], names: Mapping[str, str], now: datetime) -> list[CaseRow]:
    return [
        CaseRow(case, names.get(case.service, case.service), wording.age(case.submitted_at, now), case.is_late_at(now))
        for case in cases
        if case.submitted_at is not None
    ]


@dataclass(frozen=True, slots=True)
class ServiceLoad:
    """How many live cases a service has, by age: each figure is the length of the list it links to."""

    slug: str
    name: str
    total: int
    to_take: int
    ages: tuple[tuple[str, str, int], ...]


def loads(rows: CaseQuerySet, names: Mapping[str, str], now: datetime) -> tuple[ServiceLoad, ...]:
    """Return the load of each service that has live cases among these, in one query and in the order of `names`."""
    counts = {age: Count("pk", filter=aged(age, now)) for age in AGES}
    grouped = rows.live().select_related(None).order_by().values("service")
    counted = grouped.annotate(total=Count("pk"), to_take=Count("pk", filter=Q(status=TO_TAKE)), **counts)
    found = {row["service"]: row for row in counted}
    return tuple(
        ServiceLoad(
            slug=slug,
            name=name,
            total=found[slug]["total"],
            to_take=found[slug]["to_take"],
            ages=tuple((age, AGES[age], found[slug][age]) for age in AGES),
        )
        for slug, name in names.items()
        if slug in found
    )


def colleagues(service: str) -> list[User]:
    """Return the agents who may decide the cases of a service."""
    agents = User.objects.agents().prefetch_related("roles").order_by("usual_name", "first_names", "pk")
    return [agent for agent in agents if may(agent, Permission.DECIDE_CASES, service)]
