"""What a request says about who is asking."""

from django.conf import settings
from django.contrib.auth import SESSION_KEY, login
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from apps.accounts import operations, queries
from apps.accounts.enums import SignInMethod
from apps.accounts.middleware import CGU_KEY, cgu_mark
from apps.accounts.models import User
from apps.accounts.sessions import AGENT_KEY, ID_TOKEN_KEY, METHOD_KEY, client_address, describe_agent
from tenants import context

AGENTS_HOME = "/agents/"
KEPT_AFTER_CHANGE = (AGENT_KEY, CGU_KEY, METHOD_KEY, ID_TOKEN_KEY)


def destination(request: HttpRequest, user: User, wanted: str = "") -> str:
    """Return where this person goes after signing in: the page that was asked for, if it is one of ours."""
    if wanted and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return wanted
    return AGENTS_HOME if user.is_agent else resolve_url(settings.LOGIN_REDIRECT_URL)


def open_session(request: HttpRequest, *, identifier: str, password: str) -> User:
    """Sign in this browser. Raises what `operations.sign_in` refuses."""
    user = operations.sign_in(identifier=identifier, password=password, at=timezone.now(), ip=client_address(request))
    open_session_of(request, user, method=SignInMethod.PASSWORD)
    return user


def open_session_of(request: HttpRequest, user: User, *, method: SignInMethod) -> None:
    """Sign in this browser as somebody who has just proved who they are."""
    config = context.config()
    if SESSION_KEY in request.session:
        request.session.flush()
    request.session[AGENT_KEY] = describe_agent(request.headers.get("User-Agent", ""))
    if queries.has_accepted_cgu(user, config):
        request.session[CGU_KEY] = cgu_mark(config)
    request.session[METHOD_KEY] = str(method)
    login(request, user)


def new_session_after_change(request: HttpRequest, user: User) -> None:
    """Keep the browser that has just changed the password signed in, when every session was closed."""
    kept = {key: request.session[key] for key in KEPT_AFTER_CHANGE if key in request.session}
    request.session.flush()
    request.session.update(kept)
    login(request, user)
