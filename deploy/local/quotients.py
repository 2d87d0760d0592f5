"""Quotients familiaux that agents of a demonstration copied from attestations."""

from datetime import datetime, timedelta

from apps.accounts.models import User
from apps.families.enums import QuotientBody
from apps.families.models import Household
from apps.families.operations import record_attestation
from apps.families.queries import household_of

from .people import Town

BROUGHT = 24  # families
LOWEST, HIGHEST = 180, 1_900
A_YEAR = timedelta(days=340)
MONTHS_SHOWN = timedelta(days=45)


def fill(town: Town, *, parent: User, agent: User, at: datetime) -> None:
    """One value for some families, and two for the parent who signs in: last year's and this one's."""
    own = household_of(parent)
    if own is not None:
        _bring(town, own, agent, at - A_YEAR + MONTHS_SHOWN)
        _bring(town, own, agent, at - MONTHS_SHOWN)
    for home in Household.objects.exclude(pk=own.pk if own else None).order_by("pk")[:BROUGHT]:
        _bring(town, home, agent, at - timedelta(days=town.rng.randint(5, 200)))


def _bring(town: Town, home: Household, agent: User, at: datetime) -> None:
    body = town.rng.choices(QuotientBody.values, weights=[9, 1])[0]
    record_attestation(
        household=home,
        value=town.rng.randint(LOWEST, HIGHEST),
        source=QuotientBody(body),
        month=at.date().replace(day=1),
        by=agent,
        at=at,
    )
