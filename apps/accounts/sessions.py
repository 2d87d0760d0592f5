"""Sessions in the commune's own schema, under the digest of their cookie: a copy of the table signs nobody in.

`SESSION_ENGINE` names this module. Each row knows its account, its browser and when it was last seen.
"""

from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.db.models.functions import Now
from django.http import HttpRequest

from .enums import SignInMethod
from .models import Session
from .secrets import digest

AGENT_KEY: Final = "agent"
METHOD_KEY: Final = "method"
ID_TOKEN_KEY: Final = "id_token"  # noqa: S105 - where it is kept
TOUCH_EVERY: Final = timedelta(minutes=5)


class SessionStore(db.SessionStore):
    row: Session | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        """Read the session in force by the database's clock, which also says whether it is time to touch it."""
        stale = ExpressionWrapper(Q(last_seen_at__lt=Now() - TOUCH_EVERY), output_field=BooleanField())
        in_force = Session.objects.filter(session_key=digest(self.session_key), expire_date__gt=Now())
        self.row = in_force.annotate(is_stale=stale).first()
        if self.row is None:
            self._session_key = None
        return self.row

    def exists(self, session_key: str) -> bool:
        return Session.objects.filter(session_key=digest(session_key)).exists()

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        session = Session(
            session_key=digest(self._get_or_create_session_key()),
            session_data=self.encode(data),
            expire_date=self.get_expiry_date(),
            user_id=int(data[SESSION_KEY]) if SESSION_KEY in data else None,
            agent=data.get(AGENT_KEY, ""),
            method=data.get(METHOD_KEY, SignInMethod.PASSWORD),
        )
        if self.row is not None and self.row.session_key == session.session_key:
            session.created_at, session.last_seen_at = self.row.created_at, self.row.last_seen_at
        return session

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            Session.objects.filter(session_key=digest(key)).delete()

    def touch(self) -> None:
        """Keep a session that is used alive, writing at most every 5 minutes."""
        if self.row is not None and self.row.is_stale:
            life = timedelta(seconds=settings.SESSION_COOKIE_AGE)
            Session.objects.filter(pk=self.row.pk).update(last_seen_at=Now(), expire_date=Now() + life)
            self.row.is_stale = False


BROWSERS: Final = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS: Final = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def client_address(request: HttpRequest) -> str | None:
    """Return the visitor's address: the one given by the reverse proxy when the settings say which header it writes."""
    header = settings.CLIENT_ADDRESS_HEADER
    given = request.META.get(header, "") if header else request.META.get("REMOTE_ADDR", "")
    return given.split(",")[-1].strip() or None


def describe_agent(user_agent: str) -> str:
    """Return "Firefox sur Windows": enough to recognise one's own device, too little to follow anybody."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "Navigateur inconnu")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    return f"{browser} sur {system}" if system else browser
