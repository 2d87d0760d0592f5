"""The one way into a session, whichever door somebody came by."""

from datetime import datetime
from typing import Final

from django.conf import settings
from django.contrib.auth import SESSION_KEY, login
from django.http import HttpRequest, HttpResponse

from tenants import context

from . import half_way, queries, trust
from .enums import SignInMethod
from .middleware import CGU_KEY, FACTOR_KEY, cgu_mark
from .models import User
from .operations.sign_in import note_visit
from .sessions import AGENT_KEY, ID_TOKEN_KEY, METHOD_KEY, describe_agent

KEPT_AFTER_CHANGE: Final = (AGENT_KEY, CGU_KEY, FACTOR_KEY, METHOD_KEY, ID_TOKEN_KEY)


def enter(
    request: HttpRequest, user: User, *, method: SignInMethod, wanted: str = "", at: datetime, id_token: str = ""
) -> bool:
    """Sign in this browser, or note that only the code of the telephone is missing; tell whether it is signed in."""
    factor = queries.second_factor_of(user)
    if factor is None:
        open_session(request, user, method=method, id_token=id_token)
        return True
    if trust.recognises(request.COOKIES.get(settings.TRUSTED_BROWSER_COOKIE_NAME, ""), factor, at):
        note_visit(user=user, at=at, method=method)
        open_session(request, user, method=method, id_token=id_token, second_factor=True)
        return True
    half_way.begin(request, user, method=method, wanted=wanted, at=at, id_token=id_token)
    return False


def open_session(
    request: HttpRequest, user: User, *, method: SignInMethod, id_token: str = "", second_factor: bool = False
) -> None:
    """Sign in this browser as somebody who has just proved who they are."""
    config = context.config()
    if SESSION_KEY in request.session or half_way.KEY in request.session:
        request.session.flush()
    request.session[AGENT_KEY] = describe_agent(request.headers.get("User-Agent", ""))
    if queries.has_accepted_cgu(user, config):
        request.session[CGU_KEY] = cgu_mark(config)
    if second_factor:
        request.session[FACTOR_KEY] = True
    request.session[METHOD_KEY] = str(method)
    if id_token:
        request.session[ID_TOKEN_KEY] = id_token
    login(request, user)


def keep_session_after_change(request: HttpRequest, user: User) -> None:
    """Keep the browser that has just changed what signs in, when every session was closed."""
    kept = {key: request.session[key] for key in KEPT_AFTER_CHANGE if key in request.session}
    request.session.flush()
    request.session.update(kept)
    login(request, user)


def trust_browser(response: HttpResponse, user: User, at: datetime) -> None:
    """Do not ask this browser for the code for a while."""
    factor = queries.second_factor_of(user)
    if factor is not None:
        response.set_cookie(
            settings.TRUSTED_BROWSER_COOKIE_NAME,
            trust.sign(factor, at),
            max_age=trust.LIFETIME,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
