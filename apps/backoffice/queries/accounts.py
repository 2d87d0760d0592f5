"""The accounts of the commune as agents look for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from operator import and_, or_

from django.db.models import Count, Q

from apps.accounts import queries as accounts
from apps.accounts.enums import AccountStatus
from apps.accounts.models import User, UserQuerySet
from apps.backoffice import wording
from apps.backoffice.queries.folding import Folded, matching
from core.identifiers import fold
from tenants import context

LATE = "en-retard"
SAME_BIRTH_DATE = "même date de naissance"


@dataclass(frozen=True, slots=True)
class Promise:
    """The answer that was promised to somebody, and the business time that is left."""

    due_at: datetime
    words: str
    tone: str


@dataclass(frozen=True, slots=True)
class AccountRow:
    user: User
    promise: Promise | None


def citizens(filters: Mapping[str, str], now: datetime) -> UserQuerySet:
    """Return the citizens' accounts kept by the filters of the list, those that wait first, nearest promise first."""
    rows = User.objects.citizens()
    if status := filters.get("etat"):
        rows = rows.filter(status=status)
    if origin := filters.get("origine"):
        rows = rows.filter(origin=origin)
    if filters.get("echeance") == LATE:
        rows = rows.filter(status=AccountStatus.PENDING_APPROVAL, approval_due_at__lte=now)
    if text := filters.get("q"):
        names = ("usual_name", "birth_name", "first_names", "username", "email")
        rows = matching(rows, text, names, ("phone", "mobile"))
    return rows.order_by("approval_due_at", "-created_at", "pk")


def rows_of(users: list[User], now: datetime) -> list[AccountRow]:
    return [AccountRow(user, promise_of(user, now)) for user in users]


def promise_of(user: User, now: datetime) -> Promise | None:
    """Return what is left of the promise made to an account that waits; None for the others."""
    if user.status != AccountStatus.PENDING_APPROVAL or user.approval_due_at is None:
        return None
    left = accounts.approval_time_left(user.approval_due_at, now)
    soon = timedelta(hours=context.config().activation.reminder_hours)
    return Promise(accounts.local(user.approval_due_at), wording.business_time(left), wording.urgency(left, soon))


def counts_by_status() -> dict[str, int]:
    """Return how many citizens' accounts there are in each state, in one query."""
    counted = User.objects.citizens().order_by().values_list("status").annotate(Count("pk"))
    return dict.fromkeys(AccountStatus.values, 0) | dict(counted)


def waiting(now: datetime) -> tuple[int, int]:
    """Return how many accounts wait for an agent, and how many past the promise."""
    late = Count("pk", filter=Q(approval_due_at__lte=now))
    counted = User.objects.citizens().to_approve().order_by().aggregate(all=Count("pk"), late=late)
    return counted["all"], counted["late"]


@dataclass(frozen=True, slots=True)
class Lookalike:
    """Another account that may be the same person's, and what they have in common."""

    user: User
    reasons: tuple[str, ...]


def lookalikes(user: User) -> list[Lookalike]:
    """Return the accounts that look like this one, those with most in common first."""
    rows = _citizens_by_name().filter(_alike(user)).exclude(pk=user.pk).order_by("pk")
    found = [Lookalike(other, _common(user, other)) for other in rows[:20]]
    return sorted(found, key=lambda row: -len(row.reasons))


def doubtful(users: Sequence[User]) -> set[int]:
    """Return those of these accounts that look like another one, in one query."""
    alike = reduce(or_, (_alike(user) for user in users), Q(pk__in=[]))
    others = list(_citizens_by_name().filter(alike).order_by("pk"))
    return {
        user.pk
        for user in users
        if any(other.pk != user.pk and set(_common(user, other)) - {SAME_BIRTH_DATE} for other in others)
    }


def _citizens_by_name() -> UserQuerySet:
    return User.objects.citizens().alias(folded_name=Folded("usual_name", "first_names"))


def _alike(user: User) -> Q:
    alike = _same_name(user)
    for column in ("email_key", "phone", "mobile"):
        if value := getattr(user, column):
            alike |= Q(**{column: value})
    return alike


def _same_name(user: User) -> Q:
    words = fold(f"{user.usual_name} {user.first_names}").split()
    return reduce(and_, (Q(folded_name__contains=word) for word in words)) if words else Q(pk__in=[])


def _common(user: User, other: User) -> tuple[str, ...]:
    reasons = []
    if fold(user.full_name) == fold(other.full_name):
        reasons.append("même nom")
    if _same(user.birth_date, other.birth_date):
        reasons.append(SAME_BIRTH_DATE)
    if _same(user.email_key, other.email_key):
        reasons.append("même courriel")
    if {user.phone, user.mobile} & {other.phone, other.mobile} - {""}:
        reasons.append("même téléphone")
    return tuple(reasons)


def _same(one: str | date | None, other: str | date | None) -> bool:
    return bool(one) and one == other


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    rows: tuple[tuple[str, object], ...]


def declared(user: User) -> tuple[Section, ...]:
    """Return everything the person declared, section by section, as the wizard asked for it."""
    identity = (
        ("Civilité", user.get_civility_display()),
        ("Nom usuel", user.usual_name),
        ("Nom de naissance", user.birth_name),
        ("Prénom(s)", user.first_names),
        ("Date de naissance", user.birth_date and f"{user.birth_date:%d/%m/%Y}"),
        ("Lieu de naissance", _birth_place(user)),
    )
    contact = (
        ("Courriel", user.email),
        ("Téléphone mobile", user.mobile),
        ("Téléphone fixe", user.phone),
        ("Télécopie", user.fax),
        ("Moyen de contact préféré", user.get_preferred_contact_display()),
        ("Adresse", ", ".join(user.address.lines()) if user.address else ""),
    )
    return (Section("Identité", identity), Section("Coordonnées", contact))


def _birth_place(user: User) -> str:
    code = user.birth_place_code and f"code INSEE {user.birth_place_code}"
    return ", ".join(filter(None, (user.birth_commune, user.birth_department, user.birth_country, code)))
