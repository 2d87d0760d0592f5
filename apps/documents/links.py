"""Links that open one document, for one person, in one session, for a few minutes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.core.signing import BadSignature, Signer

from tenants.encryption import derived_keys

from .errors import LinkExpired, LinkForged

LIFETIME = timedelta(minutes=5)
PURPOSE = "document-links"


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """`mark` is the sentence that its reader must find on the document, if any; `again` makes another link."""

    document: UUID
    reader: int
    session: str
    mark: str
    again: str
    until: datetime


def sign(link: Link) -> str:
    """Return the token of a link; only the commune that made it reads it back."""
    return _signer().sign_object(
        {
            "d": str(link.document),
            "r": link.reader,
            "s": link.session,
            "m": link.mark,
            "a": link.again,
            "u": int(link.until.timestamp()),
        }
    )


def read(token: str, *, reader: int, session: str, at: datetime) -> Link:
    """Return the link of a token, for the person and the session it was made for.

    Raises LinkForged, or LinkExpired from its last instant on.
    """
    try:
        told = _signer().unsign_object(token)
    except (BadSignature, ValueError):
        raise LinkForged
    link = of(told)
    if link.reader != reader or link.session != session:
        raise LinkForged
    if at >= link.until:
        raise LinkExpired(link.again)
    return link


def of(told: Mapping[str, Any]) -> Link:
    """Return the link that a token tells, once it is known who signed it."""
    return Link(
        document=UUID(told["d"]),
        reader=told["r"],
        session=told["s"],
        mark=told["m"],
        again=told["a"],
        until=datetime.fromtimestamp(told["u"], UTC),
    )


def session_mark(session_key: str | None) -> str:
    """Return what a link keeps of a session: not enough to take it over."""
    return sha256(f"{PURPOSE}:{session_key}".encode()).hexdigest()[:32]


def _signer() -> Signer:
    newest, *older = (key.hex() for key in derived_keys(PURPOSE))
    return Signer(key=newest, fallback_keys=older, salt=PURPOSE)
