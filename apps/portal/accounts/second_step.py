"""The page between the password and the session, for accounts that have a second factor."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from apps.accounts import half_way, operations
from apps.accounts.entering import open_session, trust_browser
from apps.accounts.errors import SignInTooLong
from apps.accounts.half_way import HalfWay
from apps.accounts.models import User
from apps.accounts.sessions import client_address
from apps.design.forms import Form
from core.errors import DomainError

from .access import destination
from .forms import CodeForm, PaperCodeForm

CITIZENS_LAYOUT = "design/citizen.html"
AGENTS_LAYOUT = "portal/accounts/agents_door.html"


def layout_of(user: User) -> str:
    """Return what surrounds a page that citizens and agents share."""
    return AGENTS_LAYOUT if user.is_agent else CITIZENS_LAYOUT


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """The code of the telephone."""

    def come_in(pending: HalfWay, form: Form, at: datetime) -> HttpResponse:
        user = operations.give_code(**_given(request, pending, form), at=at)
        return _come_in(request, pending, user, at, trusted=form.cleaned_data["trusted"])

    return _answered(request, CodeForm, "portal/accounts/second_step.html", come_in)


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def second_step_paper(request: HttpRequest) -> HttpResponse:
    """A code on paper, for who does not have the telephone."""

    def come_in(pending: HalfWay, form: Form, at: datetime) -> HttpResponse:
        left = operations.give_recovery_code(**_given(request, pending, form), at=at)
        answer = _come_in(request, pending, pending.user, at, trusted=False)
        messages.warning(request, _what_is_left(left))
        return answer

    return _answered(request, PaperCodeForm, "portal/accounts/second_step_paper.html", come_in)


def _answered(
    request: HttpRequest,
    form_class: type[Form],
    template: str,
    come_in: Callable[[HalfWay, Form, datetime], HttpResponse],
) -> HttpResponse:
    """Ask for a code until a right one opens the session, or until it is too late."""
    at = timezone.now()
    pending = half_way.found(request, at)
    if pending is None:
        return _start_again(request)
    form = form_class(request.POST or None)
    if form.is_valid():
        try:
            return come_in(pending, form, at)
        except DomainError as refusal:
            form.add_error("code", str(refusal))
    return render(
        request, template, {"form": form, "layout": layout_of(pending.user)}, status=422 if form.is_bound else 200
    )


def _given(request: HttpRequest, pending: HalfWay, form: Form) -> dict[str, Any]:
    return {
        "user": pending.user,
        "code": form.cleaned_data["code"],
        "method": pending.method,
        "ip": client_address(request),
    }


def _start_again(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect(destination(request, request.user))
    if request.session.pop(half_way.KEY, None) is not None:
        messages.error(request, str(SignInTooLong()))
    return redirect("portal:sign-in")


def _come_in(request: HttpRequest, pending: HalfWay, user: User, at: datetime, *, trusted: bool) -> HttpResponse:
    open_session(request, user, method=pending.method, id_token=pending.id_token, second_factor=True)
    response = redirect(destination(request, user, pending.wanted))
    if trusted:
        trust_browser(response, user, at)
        operations.note_trusted_browser(user=user, at=at)
    return response


def _what_is_left(left: int) -> str:
    if left == 0:
        return "C’était votre dernier code de secours : demandez-en d’autres dans « Sécurité de mon compte »."
    return f"Il vous reste {left} code{'s' if left > 1 else ''} de secours."
