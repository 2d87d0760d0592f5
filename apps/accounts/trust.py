"""Browsers where the code of the telephone is not asked for 30 days: a cookie that its commune signed."""

from datetime import UTC, datetime, timedelta
from typing import Final

from django.core.signing import BadSignature, Signer
from django.utils.crypto import constant_time_compare

from tenants.encryption import derived_keys

from .models import SecondFactor

LIFETIME: Final = timedelta(days=30)
PURPOSE: Final = "trusted-browsers"


def sign(factor: SecondFactor, at: datetime) -> str:
    """Return the cookie of a browser; another password, telephone or commune makes it worthless."""
    until = int((at + LIFETIME).timestamp())
    return _signer().sign_object({"user": factor.user_id, "mark": factor.trust_mark, "until": until})


def recognises(cookie: str, factor: SecondFactor, at: datetime) -> bool:
    """Tell whether a browser is still trusted with this account."""
    try:
        told = _signer().unsign_object(cookie)
    except (BadSignature, ValueError):
        return False
    own = told["user"] == factor.user_id and constant_time_compare(told["mark"], factor.trust_mark)
    return own and at < datetime.fromtimestamp(told["until"], UTC)


def _signer() -> Signer:
    newest, *older = (key.hex() for key in derived_keys(PURPOSE))
    return Signer(key=newest, fallback_keys=older, salt=PURPOSE)
