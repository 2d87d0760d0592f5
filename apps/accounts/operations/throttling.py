"""Counting failures across processes: so many in a window, then a pause."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from django.db import transaction

from apps.accounts.enums import ThrottleScope as Scope
from apps.accounts.models import Throttle
from apps.accounts.secrets import digest


@dataclass(frozen=True, slots=True)
class Limit:
    """`count` events in `window` start a pause of `pause`."""

    count: int
    window: timedelta
    pause: timedelta


# An address may be a whole town hall, a library or a mobile operator: its limits are wide.
LIMITS: Final[Mapping[Scope, Limit]] = MappingProxyType(
    {
        Scope.SIGN_IN_ACCOUNT: Limit(10, timedelta(hours=1), timedelta(minutes=30)),
        Scope.SIGN_IN_ADDRESS: Limit(100, timedelta(hours=1), timedelta(minutes=15)),
        Scope.SIGN_UP_ADDRESS: Limit(20, timedelta(hours=1), timedelta(hours=1)),
        Scope.DRAFT_ADDRESS: Limit(60, timedelta(hours=1), timedelta(hours=1)),
        Scope.LINK_ACCOUNT: Limit(5, timedelta(hours=1), timedelta(hours=1)),
        Scope.LINK_ADDRESS: Limit(30, timedelta(hours=1), timedelta(hours=1)),
        Scope.SEARCH_ADDRESS: Limit(600, timedelta(hours=1), timedelta(minutes=5)),
        Scope.VISITOR_ADDRESS: Limit(20, timedelta(hours=1), timedelta(hours=1)),
        # Three codes in a million are good at any moment: 5 tries a pause leave a thief one chance in 1,400 a day.
        Scope.FACTOR_ACCOUNT: Limit(5, timedelta(hours=1), timedelta(minutes=30)),
        Scope.FACTOR_ADDRESS: Limit(50, timedelta(hours=1), timedelta(minutes=15)),
    }
)


def blocked_until(scope: Scope, key: str, at: datetime) -> datetime | None:
    """Return when the pause of this key ends, or None when there is none."""
    row = Throttle.objects.filter(scope=scope, key=digest(key)).first()
    return row.blocked_until if row and row.blocked_until and at < row.blocked_until else None


@transaction.atomic
def count(*, scope: Scope, key: str, at: datetime) -> datetime | None:
    """Count one event; return the end of the pause when this very event starts it."""
    limit = LIMITS[scope]
    row, _created = Throttle.objects.select_for_update().get_or_create(
        scope=scope, key=digest(key), defaults={"count": 0, "window_ends_at": at + limit.window}
    )
    if at >= row.window_ends_at or (row.blocked_until and at >= row.blocked_until):
        row.count, row.window_ends_at, row.blocked_until = 0, at + limit.window, None
    row.count += 1
    starts = row.count >= limit.count and row.blocked_until is None
    if starts:
        row.blocked_until = at + limit.pause
    row.save(update_fields=["count", "window_ends_at", "blocked_until"])
    return row.blocked_until if starts else None


def forget(*, scope: Scope, key: str) -> None:
    """Start again from zero, after a success."""
    Throttle.objects.filter(scope=scope, key=digest(key)).delete()


def may(*, scope: Scope, key: str | None, at: datetime) -> bool:
    """Count one event of a connection, and tell whether it may go on; one without an address always may."""
    if key is None:
        return True
    if blocked_until(scope, key, at) is not None:
        return False
    count(scope=scope, key=key, at=at)
    return True


def may_write(*, ip: str | None, at: datetime) -> bool:
    """Count one message written without an account, and tell whether this connection may send it."""
    return may(scope=Scope.VISITOR_ADDRESS, key=ip, at=at)


def may_search_address(*, ip: str | None, at: datetime) -> bool:
    """Count one search of an address, and tell whether this connection may go on."""
    return may(scope=Scope.SEARCH_ADDRESS, key=ip, at=at)
