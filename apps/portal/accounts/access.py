"""What a request says about who is asking."""

from django.contrib.auth import SESSION_KEY, login
from django.http import HttpRequest
from django.utils import timezone

from apps.accounts import operations, queries
from apps.accounts.middleware import CGU_KEY, cgu_mark
from apps.accounts.models import User
from apps.accounts.sessions import AGENT_KEY, client_address, describe_agent
from tenants import context


def open_session(request: HttpRequest, *, identifier: str, password: str) -> User:
    """Sign in this browser. Raises what `operations.sign_in` refuses."""
    user = operations.sign_in(identifier=identifier, password=password, at=timezone.now(), ip=client_address(request))
    config = context.config()
    if SESSION_KEY in request.session:
        request.session.flush()
    request.session[AGENT_KEY] = describe_agent(request.headers.get("User-Agent", ""))
    if queries.has_accepted_cgu(user, config):
        request.session[CGU_KEY] = cgu_mark(config)
    login(request, user)
    return user


def new_session_after_change(request: HttpRequest, user: User) -> None:
    """Keep the browser that has just changed the password signed in, when every session was closed."""
    kept = {key: request.session[key] for key in (AGENT_KEY, CGU_KEY) if key in request.session}
    request.session.flush()
    request.session.update(kept)
    login(request, user)
