"""A household's quotient familial: asked of the State, agreed to and kept; brought on paper; read; forgotten."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Final

from django.db import transaction

from apps.accounts.models import User
from apps.audit.operations import Fact, record, record_all
from apps.families.enums import QuotientBody, QuotientOrigin
from apps.families.errors import QuotientAskedTooOften, QuotientLater, QuotientRefusal
from apps.families.models import FamilyQuotient, Household
from apps.families.operations.versions import locked_household
from apps.families.queries import quotients_of, quotients_to_forget
from apps.families.quotient import Consent, FetchedQuotient
from tenants import cache, context

MOST_QUESTIONS: Final = 5  # of one account, within the window
WINDOW: Final = 3_600  # seconds


def ask_quotient(
    *,
    question: Callable[[], FetchedQuotient],
    origin: QuotientOrigin,
    consent: Consent,
    household: Household,
    by: User,
    at: datetime,
) -> FetchedQuotient:
    """Put a question to the State for somebody who agreed to it.

    That it was asked, what was agreed to and what came of it are in the log; the answer is not. Raises QuotientRefusal.
    """
    if cache.increment(f"quotient:{by.pk}", seconds=WINDOW) > MOST_QUESTIONS:
        raise QuotientAskedTooOften
    data = {"origin": str(origin), "consent": consent.words}
    try:
        fetched = question()
    except QuotientRefusal as refusal:
        data["outcome"] = refusal.code
        raise
    else:
        data["outcome"] = "found"
    finally:
        record(action="families.quotient_asked", actor=by, subject=household, at=at, data=data)
    return fetched


@transaction.atomic
def keep_quotient(
    *,
    household: Household,
    fetched: FetchedQuotient,
    origin: QuotientOrigin,
    consent: Consent,
    by: User,
    at: datetime,
) -> FamilyQuotient:
    """Keep the value, its month and its source, once whoever asked has seen everything and agreed; twice is once."""
    locked_household(household)
    kept, is_new = FamilyQuotient.objects.get_or_create(
        household=household,
        recorded_by=by,
        consented_at=consent.at,
        defaults={
            "value": str(fetched.value),
            "source": str(fetched.source),
            "month": fetched.month,
            "origin": origin,
            "recorded_at": at,
            "consent": consent.words,
        },
    )
    if is_new:
        _note("families.quotient_kept", kept, by, at)
    return kept


@transaction.atomic
def record_attestation(
    *, household: Household, value: int, source: QuotientBody, month: date, by: User, at: datetime
) -> FamilyQuotient:
    """Write what an agent reads on an attestation that the family brought. Raises QuotientLater."""
    if month > context.local_date(at):
        raise QuotientLater
    kept = FamilyQuotient.objects.create(
        household=household,
        value=str(value),
        source=str(source),
        month=month.replace(day=1),
        origin=QuotientOrigin.ATTESTATION,
        recorded_at=at,
        recorded_by=by,
    )
    _note("families.quotient_recorded", kept, by, at)
    return kept


@transaction.atomic
def read_quotients(*, household: Household, by: User, at: datetime) -> list[FamilyQuotient]:
    """Return to an agent what is kept, the current one first, once the reading is written down."""
    record(action="families.quotient_read", actor=by, subject=household, at=at)
    return list(quotients_of(household).select_related("recorded_by"))


@transaction.atomic
def forget_quotients(*, at: datetime) -> int:
    """Erase what the commune keeps no longer, and return how many there were; may run twice."""
    going = list(quotients_to_forget(at).select_for_update(of=("self",)).select_related("household"))
    facts = [
        Fact(action="families.quotient_forgotten", subject=one.household, data={"month": f"{one.month:%Y-%m}"})
        for one in going
    ]
    record_all(facts=facts, actor=None, at=at)
    FamilyQuotient.objects.filter(pk__in=[one.pk for one in going]).delete()
    return len(going)


def _note(action: str, quotient: FamilyQuotient, by: User, at: datetime) -> None:
    """The log knows of which month and how it came, never how much."""
    data = {"month": f"{quotient.month:%Y-%m}", "origin": str(quotient.origin)}
    record(action=action, actor=by, subject=quotient.household, at=at, data=data)
