"""The requests that an agent's services received, as lists and as counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Max, Q

from apps.accounts.models import User
from apps.accounts.permissions import Permission, may
from apps.backoffice import wording
from apps.backoffice.queries.folding import matching
from apps.casework.deadlines import last_day, local
from apps.casework.enums import CaseStatus, Clock
from apps.casework.models import Case, CaseQuerySet
from apps.casework.workflow import LIVE, UNFILED

RECENT, WEEK, OLD = "recentes", "semaine", "anciennes"
THREE_DAYS, SEVEN_DAYS = timedelta(days=3), timedelta(days=7)
AGES = {RECENT: "Moins de 3 jours", WEEK: "De 3 à 7 jours", OLD: "Plus de 7 jours"}
MINE, NOBODYS = "moi", "personne"
OPEN, ALL = "ouvertes", "toutes"
STATES = {OPEN: "En cours", ALL: "Toutes"}
TO_TAKE = CaseStatus.SUBMITTED
NEAR, PAST = "proche", "depasse"
SOON = timedelta(days=7)
WROTE = "a-ecrit"
DEADLINES = {NEAR: "Dans les 7 jours", PAST: "Dépassée"}


def aged(age: str, now: datetime) -> Q:
    """Return the condition of an age; an instant on the edge belongs to the older side."""
    return {
        RECENT: Q(submitted_at__gt=now - THREE_DAYS),
        WEEK: Q(submitted_at__lte=now - THREE_DAYS, submitted_at__gt=now - SEVEN_DAYS),
        OLD: Q(submitted_at__lte=now - SEVEN_DAYS),
    }[age]


def ending(deadline: str, now: datetime) -> Q:
    """Return the condition of a time that runs out; the instant it ends at is past."""
    end = Q(due_at__lte=now) if deadline == PAST else Q(due_at__gt=now, due_at__lte=now + SOON)
    return Q(status__in=LIVE, clock_stopped_at=None) & end


def cases(rows: CaseQuerySet, filters: Mapping[str, str], me: User, now: datetime) -> CaseQuerySet:
    """Return the cases, among those an agent may open, that the filters of the list keep, in the order of the work."""
    rows = _in_state(_kept(rows, filters, me, now), filters.get("etat") or OPEN)
    if procedure := filters.get("demarche"):
        rows = rows.filter(procedure=procedure)
    return in_order(rows)


def in_order(rows: CaseQuerySet) -> CaseQuerySet:
    """Put first the families that wait for a reader, the longest wait first, then the oldest requests."""
    return rows.defer("payload").order_by(F("family_wrote_at").asc(nulls_last=True), "submitted_at", "pk")


def _kept(rows: CaseQuerySet, filters: Mapping[str, str], me: User, now: datetime) -> CaseQuerySet:
    """Apply the filters other than the state and the procedure, which are counted beside one another."""
    if service := filters.get("service"):
        rows = rows.filter(service=service)
    if age := filters.get("age"):
        rows = rows.filter(aged(age, now))
    if deadline := filters.get("echeance"):
        rows = rows.filter(ending(deadline, now))
    if filters.get("famille") == WROTE:
        rows = rows.filter(family_wrote_at__isnull=False)
    if whose := filters.get("agent"):
        rows = rows.filter(assigned_to={MINE: me.pk, NOBODYS: None}.get(whose, whose))
    if text := filters.get("q"):
        names = ("number", "requester__usual_name", "requester__first_names", "requester__email")
        rows = matching(rows, text, names, ("requester__mobile", "requester__phone"))
    return rows


@dataclass(frozen=True, slots=True)
class Facets:
    """How many cases each state and each procedure would show, the other filters kept."""

    states: Mapping[str, int]
    procedures: Mapping[str, int]


def facets(rows: CaseQuerySet, filters: Mapping[str, str], me: User, now: datetime) -> Facets:
    """Count in one query what the list would hold in each state and for each procedure."""
    kept = _kept(rows, filters, me, now).select_related(None).order_by()
    counted = list(kept.values_list("status", "procedure").annotate(Count("pk")))
    procedure, state = filters.get("demarche"), filters.get("etat") or OPEN
    states: dict[str, int] = {
        status: sum(count for found, slug, count in counted if found == status and procedure in {"", None, slug})
        for status in CaseStatus
        if status not in UNFILED
    }
    states |= {OPEN: sum(states[status] for status in LIVE), ALL: sum(states.values())}
    procedures: dict[str, int] = {}
    for status, slug, count in counted:
        if state == ALL or status == state or (state == OPEN and status in LIVE):
            procedures[slug] = procedures.get(slug, 0) + count
    return Facets(states=states, procedures=procedures)


def procedures_in(rows: CaseQuerySet) -> list[tuple[str, str]]:
    """Return the procedures of these cases with the title last given, whether the commune still offers them or not."""
    titled = rows.select_related(None).order_by().values_list("procedure").annotate(title=Max("title"))
    return sorted(titled, key=lambda pair: (pair[1], pair[0]))


def assignees(rows: CaseQuerySet) -> list[tuple[str, str]]:
    """Return the agents to whom some of these cases are given."""
    ids = rows.select_related(None).order_by().values("assigned_to")
    agents = User.objects.filter(pk__in=ids).order_by("usual_name", "first_names", "pk")
    return [(str(agent.pk), agent.display_name) for agent in agents]


def _in_state(rows: CaseQuerySet, state: str) -> CaseQuerySet:
    if state == ALL:
        return rows
    return rows.filter(status__in=LIVE) if state == OPEN else rows.filter(status=state)


@dataclass(frozen=True, slots=True)
class Deadline:
    words: str
    tone: str


@dataclass(frozen=True, slots=True)
class CaseRow:
    case: Case
    service: str
    age: str
    is_late: bool
    deadline: Deadline | None


def deadline_of(case: Case, now: datetime) -> Deadline | None:
    """Say when silence decides, once that is near or past; a clock that is stopped says nothing."""
    if case.clock != Clock.RUNNING or case.due_at is None or case.due_at > now + SOON:
        return None
    last, today = last_day(case.due_at), local(now).date()
    if case.awaits_decision:
        words = wording.silence(last, today, accepts=case.silence_accepts)
    else:
        words = wording.answer_by(last, today)
    return Deadline(words, "danger" if case.is_late_at(now) else "warning")


def rows_of(cases: Sequence[Case], names: Mapping[str, str], now: datetime) -> list[CaseRow]:
    return [
        CaseRow(
            case,
            names.get(case.service, case.service),
            wording.age(case.submitted_at, now),
            case.is_late_at(now),
            deadline_of(case, now),
        )
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
    late: int
    ages: tuple[tuple[str, str, int], ...]


def loads(rows: CaseQuerySet, names: Mapping[str, str], now: datetime) -> tuple[ServiceLoad, ...]:
    """Return the load of each service that has live cases among these, in one query and in the order of `names`."""
    counts = {age: Count("pk", filter=aged(age, now)) for age in AGES}
    grouped = rows.live().select_related(None).order_by().values("service")
    late = Count("pk", filter=ending(PAST, now))
    counted = grouped.annotate(total=Count("pk"), to_take=Count("pk", filter=Q(status=TO_TAKE)), late=late, **counts)
    found = {row["service"]: row for row in counted}
    return tuple(
        ServiceLoad(
            slug=slug,
            name=name,
            total=found[slug]["total"],
            to_take=found[slug]["to_take"],
            late=found[slug]["late"],
            ages=tuple((age, AGES[age], found[slug][age]) for age in AGES),
        )
        for slug, name in names.items()
        if slug in found
    )


def colleagues(service: str) -> list[User]:
    """Return the agents who may decide the cases of a service."""
    agents = User.objects.agents().prefetch_related("roles").order_by("usual_name", "first_names", "pk")
    return [agent for agent in agents if may(agent, Permission.DECIDE_CASES, service)]
