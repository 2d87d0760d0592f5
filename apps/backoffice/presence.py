"""Who else has a case open: kept in the cache for a few minutes, a courtesy between agents and never a lock."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from apps.accounts.models import User
from tenants import cache

SECONDS = 15 * 60


@dataclass(frozen=True, slots=True)
class Reader:
    name: str
    since: datetime


def arrive(*, number: str, user: User, at: datetime) -> tuple[Reader, ...]:
    """Note that an agent reads a case, and return the others who opened it within the last quarter of an hour."""
    key = f"case-readers:{number}"
    readers: Mapping[int, tuple[str, datetime]] = cache.get(key, {})
    recent = {pk: seen for pk, seen in readers.items() if (at - seen[1]).total_seconds() < SECONDS}
    others = tuple(Reader(*seen) for pk, seen in sorted(recent.items()) if pk != user.pk)
    own = recent.get(user.pk, (user.display_name, at))
    cache.put(key, recent | {user.pk: own}, seconds=SECONDS)
    return others


def leave(*, number: str, user: User) -> None:
    """Forget that an agent reads a case, once it is dealt with."""
    key = f"case-readers:{number}"
    readers: Mapping[int, tuple[str, datetime]] = cache.get(key, {})
    cache.put(key, {pk: seen for pk, seen in readers.items() if pk != user.pk}, seconds=SECONDS)
