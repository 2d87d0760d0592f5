"""What an account must do before anything else: a password of its own, the terms, and the town hall's word."""

from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.csp import CSP

from communes_config.schema import CommuneConfig
from tenants import context

from . import queries
from .enums import AccountStatus
from .gateways.franceconnect import is_offered, origin
from .models import User
from .permissions import needs_second_factor
from .sessions import SessionStore

CGU_KEY: Final = "cgu"
FACTOR_KEY: Final = "second_factor"  # in the sessions whose owner gave the code of a telephone

# Reached whatever is still to be done.
ALWAYS_OPEN: Final = frozenset(
    {"sign-out", "theme", "logo", "page", "page-to-keep", "cgu", "help", "password-change-required", "session-extend"}
)
# Where an agent adds the telephone that the commune asks for, once the password is their own.
FACTOR_PAGES: Final = frozenset(
    {"backoffice:new-password", "portal:account-security", "portal:second-factor-start", "portal:second-factor-setup"}
)
# The agents' site asks for a new password on a page of its own.
KEEPS_ITS_OWN_DOOR: Final = frozenset({"backoffice"})
# What an account that waits for the town hall may use: what anybody reads, and its own profile.
OPEN_WHILE_WAITING: Final = frozenset(
    {
        "home",
        "dashboard",
        "news",
        "news-item",
        "robots",
        "security",
        "mailbox",
        "mailbox-message",
        "mailbox-html",
        "account-pending",
        "account-security",
        "activation",
        "activities",
        "activity",
        "address-search",
        "birth-place-search",
        "cgu-accept",
        "email-change",
        "email-confirm",
        "franceconnect",
        "franceconnect-first",
        "franceconnect-link",
        "franceconnect-return",
        "franceconnect-signed-out",
        "identifiers",
        "password-forgotten",
        "password-reset",
        "profile",
        "profile-photo",
        "recovery-codes",
        "second-factor-remove",
        "second-factor-setup",
        "second-factor-start",
        "second-step",
        "second-step-paper",
        "sessions",
        "sign-in",
        "write-to-us",
        "written-to-us",
    }
)


class AccountMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return _let_forms_reach_franceconnect(self.get_response(request))

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        commune = context.current_or_none()
        match = request.resolver_match
        if commune is None or match is None or not request.user.is_authenticated:
            return None
        if isinstance(request.session, SessionStore):
            request.session.touch()
        if match.url_name in ALWAYS_OPEN:
            return None
        if _lacks_second_factor(request):
            return None if match.view_name in FACTOR_PAGES else redirect("portal:account-security")
        if match.namespace in KEEPS_ITS_OWN_DOOR:
            return None
        destination = _what_comes_first(request, commune.config)
        if destination is None or match.view_name == destination:
            return None
        return redirect(destination)


def _let_forms_reach_franceconnect(response: HttpResponse) -> HttpResponse:
    """A browser follows the redirection of a form only to an origin that the page's policy names."""
    commune = context.current_or_none()
    offered = commune is not None and is_offered(commune.config)
    if offered and not hasattr(response, "_csp_config"):  # what Django's own `csp_override` writes
        allowed = [CSP.SELF, origin(settings.FRANCECONNECT_ISSUER)]
        response._csp_config = {**settings.SECURE_CSP, "form-action": allowed}  # type: ignore[attr-defined] # as it does
    return response


def _what_comes_first(request: HttpRequest, config: CommuneConfig) -> str | None:
    user: User = request.user
    if user.must_change_password:
        return "backoffice:new-password" if user.is_agent else "portal:password-change-required"
    if not user.is_agent and not _has_accepted_cgu(request, user, config):
        return "portal:cgu-accept"
    if user.status == AccountStatus.PENDING_APPROVAL and _is_closed_while_waiting(request):
        return "portal:account-pending"
    return None


def _lacks_second_factor(request: HttpRequest) -> bool:
    """Whether an agent is in by a password alone where the commune asks for more."""
    user: User = request.user
    proved = request.session.get(FACTOR_KEY, False)
    return not proved and not user.must_change_password and needs_second_factor(user)


def _has_accepted_cgu(request: HttpRequest, user: User, config: CommuneConfig) -> bool:
    """Trust the session first: the table is read only when a new version came out since."""
    return request.session.get(CGU_KEY) == cgu_mark(config) or queries.has_accepted_cgu(user, config)


def cgu_mark(config: CommuneConfig) -> str:
    return f"{config.cgu.version} {config.cgu.digest}"


def _is_closed_while_waiting(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and match.url_name not in OPEN_WHILE_WAITING
