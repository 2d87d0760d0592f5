from datetime import datetime, timedelta

from django.db.models import OuterRef, Q, QuerySet

from apps.accounts.models import User
from apps.families.enums import MemberRole
from apps.families.models import Household, HouseholdMember, KeyAttempt, ServiceKey
from tenants import context

BLOCK = timedelta(hours=1)


def keys_blocked_until(user: User, at: datetime) -> datetime | None:
    """Return when this account may type a key again, or None when it may now.

    As many wrong keys as the commune allows within an hour close the door for one hour after the last.
    """
    limit = context.config().service_key.attempts_per_hour
    last = list(KeyAttempt.objects.filter(user=user, at__gt=at - 2 * BLOCK)[:limit])
    if len(last) < limit or last[0].at - last[-1].at >= BLOCK:
        return None
    until = last[0].at + BLOCK
    return until if at < until else None


def keys_of(household: Household) -> QuerySet[ServiceKey]:
    return household.keys.select_related("person", "used_by", "proven_by")


def ties_to_prove(account: User | OuterRef) -> QuerySet[ServiceKey]:
    """Return the ties of this account that only a key made."""
    return ServiceKey.objects.filter(used_by=account).to_prove()


def ties_to_confirm() -> QuerySet[ServiceKey]:
    """Return the ties that a parent asked the town hall to confirm, the oldest demand first."""
    waiting = ServiceKey.objects.filter(proof_asked_at__isnull=False).to_prove()
    return waiting.select_related("household", "person", "used_by").order_by("proof_asked_at", "pk")


def proven_children(account: User) -> QuerySet[HouseholdMember]:
    """Return, as a column of ids, the children of the households this account is tied to beyond doubt."""
    declared = Q(household__declared_by=account)
    proven = Q(household__in=ServiceKey.objects.filter(used_by=account, proven_at__isnull=False).values("household"))
    return HouseholdMember.objects.filter(declared | proven, role=MemberRole.CHILD).order_by().values_list("person")
