"""Who pays for a household beside it: on a day, for the invoice; over time, for who reads it."""

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet

from apps.families.models import Household, PayerShare, Person


def payers_on(household: Household, day: date, child: Person | None = None) -> QuerySet[PayerShare]:
    """Return the shares that others pay of a household on a day; with a child, of what is charged to it for that child.

    What is paid for the household counts for each of its children; the total is never more than the whole. The other
    household of a child has its own payers, and none of these.
    """
    whose = Q(child=None) | Q(child=child) if child is not None else Q(child=None)
    rows = PayerShare.objects.on(day).filter(whose, household=household)
    return rows.select_related("payer", "child").order_by("child", "starts_on", "pk")


def payer_shares_of(household: Household) -> QuerySet[PayerShare]:
    """Return every share of a household, those to come and those that are over included, the latest first."""
    return household.payer_shares.select_related("payer", "child").order_by("-starts_on", "-pk")


def payer_shares_shown(household: Household, children: Collection[int], today: date) -> QuerySet[PayerShare]:
    """Return what an adult of the household reads: what runs or is to come, of the children whom they may know of."""
    current = Q(ends_on=None) | Q(ends_on__gt=today)
    return payer_shares_of(household).filter(current, Q(child=None) | Q(child__in=children))
