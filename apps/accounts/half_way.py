"""Between the password and the code: what a browser has proved so far, kept in a session that is nobody's.

The row of the session is in the schema of its commune, the cookie says nothing, and no page looks for it but the one
that asks for the code.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from .enums import SignInMethod
from .models import User

KEY: Final = "half_way"
LASTS: Final = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True, slots=True)
class HalfWay:
    """Who gave the right password, how, and the page that they came for."""

    user: User
    method: SignInMethod
    wanted: str
    id_token: str


def begin(
    request: HttpRequest, user: User, *, method: SignInMethod, wanted: str, at: datetime, id_token: str = ""
) -> None:
    """Note how far this browser has come, in a new session; a password changed meanwhile makes the note worthless."""
    request.session.flush()
    request.session[KEY] = {
        "user": user.pk,
        "proof": user.get_session_auth_hash(),
        "method": str(method),
        "wanted": wanted,
        "id_token": id_token,
        "until": (at + LASTS).isoformat(),
    }


def found(request: HttpRequest, at: datetime) -> HalfWay | None:
    """Return what this browser has proved, unless it took too long or the account changed."""
    stored = request.session.get(KEY)
    if stored is None or at >= datetime.fromisoformat(stored["until"]):
        return None
    user = User.objects.select_related("address").filter(pk=stored["user"]).first()
    if user is None or not user.is_active or not constant_time_compare(stored["proof"], user.get_session_auth_hash()):
        return None
    return HalfWay(
        user=user, method=SignInMethod(stored["method"]), wanted=stored["wanted"], id_token=stored["id_token"]
    )
