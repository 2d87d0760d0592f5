from datetime import datetime, timedelta

from django.db.models import QuerySet

from apps.accounts.models import User
from apps.families.models import Household, KeyAttempt, ServiceKey
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
    return household.keys.select_related("person", "used_by")
