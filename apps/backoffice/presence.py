"""Who else has a case open: read in the sessions of the other agents, a courtesy between them and never a lock."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.sessions.backends.base import SessionBase

from apps.accounts.enums import AccountKind
from apps.accounts.models import Session, User
from apps.accounts.sessions import SessionStore

OPENED = "case_open"
COURTESY = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Reader:
    name: str
    since: datetime


def arrive(*, session: SessionBase, user: User, number: str, at: datetime) -> tuple[Reader, ...]:
    """Note in the agent's session the case they open, and return the others who opened it a short while ago."""
    if _since(session, number, at) is None:
        session[OPENED] = {"number": number, "since": at.isoformat()}
    store = SessionStore()
    others = Session.objects.filter(user__kind=AccountKind.AGENT, expire_date__gt=at).exclude(user=user)
    found = {
        other.user_id: Reader(other.user.display_name, since)
        for other in others.select_related("user").order_by("created_at", "pk")
        if other.user is not None and (since := _since(store.decode(other.session_data), number, at))
    }
    return tuple(found.values())


def leave(*, session: SessionBase) -> None:
    """Forget the case that the agent has open, once it is dealt with."""
    session.pop(OPENED, None)


def _since(session: SessionBase | Mapping[str, dict[str, str]], number: str, at: datetime) -> datetime | None:
    opened = session.get(OPENED) or {}
    if opened.get("number") != number:
        return None
    since = datetime.fromisoformat(opened["since"])
    return since if at - since < COURTESY else None
