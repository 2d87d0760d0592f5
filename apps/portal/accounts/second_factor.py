"""« Sécurité de mon compte » : the telephone that is asked for after the password, and the codes on paper."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts import operations, queries, totp
from apps.accounts.entering import keep_session_after_change
from apps.accounts.errors import SetupExpired, WrongPassword
from apps.accounts.middleware import FACTOR_KEY
from apps.accounts.models import SecondFactorSetup, User
from apps.accounts.permissions import needs_second_factor
from apps.accounts.sessions import client_address
from core.errors import DomainError
from tenants import context

from .access import destination
from .forms import OwnPasswordForm, SetupForm
from .second_step import layout_of


@never_cache
@login_required
@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Whether a telephone protects the account, and what may be done about it."""
    user: User = request.user
    page = {
        "layout": layout_of(user),
        "factor": queries.second_factor_of(user),
        "left": queries.recovery_codes_left(user),
        "mandatory": needs_second_factor(user),
    }
    return render(request, "portal/accounts/security.html", page)


@never_cache
@login_required
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    operations.begin_setup(user=request.user, at=timezone.now())
    return redirect("portal:second-factor-setup")


@never_cache
@login_required
@sensitive_post_parameters("code", "current_password")
@require_http_methods(["GET", "HEAD", "POST"])
def setup(request: HttpRequest) -> HttpResponse:
    """The QR code, then the first code of the telephone that read it."""
    user: User = request.user
    at = timezone.now()
    form = SetupForm(request.POST or None)
    if form.is_valid():
        try:
            codes = operations.confirm_setup(
                user=user,
                password=form.cleaned_data["current_password"],
                code=form.cleaned_data["code"],
                at=at,
                ip=client_address(request),
            )
        except SetupExpired as refusal:
            messages.error(request, str(refusal))
            return redirect("portal:account-security")
        except DomainError as refusal:
            form.add_error("current_password" if isinstance(refusal, WrongPassword) else "code", str(refusal))
        else:
            keep_session_after_change(request, user)
            request.session[FACTOR_KEY] = True
            return _show_codes(request, codes)
    pending = queries.setup_of(user, at)
    return redirect("portal:account-security") if pending is None else _show_setup(request, form, pending)


def _show_setup(request: HttpRequest, form: SetupForm, pending: SecondFactorSetup) -> HttpResponse:
    user: User = request.user
    config = context.config()
    told = totp.address(pending.secret, account=user.username, issuer=config.identity.portal_name)
    page = {
        "layout": layout_of(user),
        "form": form,
        "picture": totp.drawing(told),
        "key": totp.grouped(pending.secret),
        "issuer": config.identity.portal_name,
        "replaces": queries.second_factor_of(user) is not None,
    }
    return render(request, "portal/accounts/second_factor_setup.html", page, status=422 if form.is_bound else 200)


def _show_codes(request: HttpRequest, codes: list[str]) -> HttpResponse:
    """Answer with the only page where the codes are ever read."""
    user: User = request.user
    page = {"layout": layout_of(user), "codes": codes, "onward": destination(request, user)}
    return render(request, "portal/accounts/recovery_codes.html", page)


@never_cache
@login_required
@sensitive_post_parameters("current_password")
@require_http_methods(["GET", "HEAD", "POST"])
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Ten new codes, the former ones being thrown away."""

    def renew(password: str, at: datetime) -> HttpResponse:
        ip = client_address(request)
        return _show_codes(request, operations.renew_recovery_codes(user=request.user, password=password, at=at, ip=ip))

    return _with_password(request, "portal/accounts/recovery_codes_renew.html", renew)


@never_cache
@login_required
@sensitive_post_parameters("current_password")
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest) -> HttpResponse:
    """Sign in by password alone again."""

    def take_away(password: str, at: datetime) -> HttpResponse:
        user: User = request.user
        operations.remove_second_factor(user=user, password=password, at=at, ip=client_address(request))
        request.session.pop(FACTOR_KEY, None)
        keep_session_after_change(request, user)
        messages.success(request, "Votre compte ne demande plus de code. Vos autres appareils sont déconnectés.")
        return redirect("portal:account-security")

    return _with_password(request, "portal/accounts/second_factor_remove.html", take_away)


def _with_password(request: HttpRequest, template: str, act: Callable[[str, datetime], HttpResponse]) -> HttpResponse:
    """Ask for the password, then act: whoever holds the device shows that they are its owner."""
    user: User = request.user
    if queries.second_factor_of(user) is None:
        return redirect("portal:account-security")
    form = OwnPasswordForm(request.POST or None)
    if form.is_valid():
        try:
            return act(form.cleaned_data["current_password"], timezone.now())
        except DomainError as refusal:
            form.add_error("current_password" if isinstance(refusal, WrongPassword) else None, str(refusal))
    page = {"layout": layout_of(user), "form": form, "left": queries.recovery_codes_left(user)}
    return render(request, template, page, status=422 if form.is_bound else 200)
