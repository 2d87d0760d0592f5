"""The families by what they confirmed, as agents call those that are late."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from apps.backoffice.queries.families import search, title_of
from apps.families.enums import MemberRole
from apps.families.models import Household, HouseholdMember, Person
from apps.families.queries import in_state, with_certification
from core.certification import Certified, Renewal
from tenants import context

EVERY = "toutes"
ONLINE, AT_THE_DESK = "avec", "sans"


@dataclass(frozen=True, kw_only=True)
class CertificationRow:
    household: Household
    title: str
    adults: tuple[Person, ...]
    state: Certified
    due_on: date


def filtered(filters: Mapping[str, str], renewal: Renewal, today: date) -> QuerySet[Household]:
    """Return the households that the filters keep, the oldest confirmation first; without a state, those late."""
    rows = with_certification()
    state = filters.get("etat") or Certified.LATE
    if state != EVERY:
        rows = rows.filter(in_state(renewal, Certified(state), today))
    if account := filters.get("compte"):
        online = Q(pk__in=HouseholdMember.objects.filter(person__account__isnull=False).order_by().values("household"))
        rows = rows.filter(online if account == ONLINE else ~online)
    if text := filters.get("q"):
        rows = rows.filter(pk__in=search(text).order_by().values("pk"))
    return rows.prefetch_related("members__person").order_by("certified_since", "pk")


def rows_of(households: Iterable[Household], renewal: Renewal, today: date) -> list[CertificationRow]:
    return [_row(household, renewal, today) for household in households]


def _row(household: Household, renewal: Renewal, today: date) -> CertificationRow:
    since = context.local_date(household.certified_since)
    adults = [member.person for member in household.members.all() if member.role != MemberRole.CHILD]
    return CertificationRow(
        household=household,
        title=title_of(household),
        adults=tuple(adults),
        state=renewal.standing(since, today),
        due_on=renewal.due_on(since),
    )
