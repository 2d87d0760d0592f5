"""What a request says about who is asking."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from apps.accounts.entering import enter
from apps.accounts.enums import SignInMethod
from apps.accounts.models import User

AGENTS_HOME = "/agents/"


def destination(request: HttpRequest, user: User, wanted: str = "") -> str:
    """Return where this person goes after signing in: the page that was asked for, if it is one of ours."""
    if wanted and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return wanted
    return AGENTS_HOME if user.is_agent else resolve_url(settings.LOGIN_REDIRECT_URL)


def come_in(
    request: HttpRequest, user: User, *, method: SignInMethod, wanted: str = "", id_token: str = ""
) -> HttpResponse:
    """Sign in this browser and go where it was going, by way of the code when the account has a second factor."""
    if enter(request, user, method=method, wanted=wanted, at=timezone.now(), id_token=id_token):
        return redirect(destination(request, user, wanted))
    return redirect("portal:second-step")
