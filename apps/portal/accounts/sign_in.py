"""Signing in and out, and what comes first: a password of one's own, the terms, the town hall's word."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts import operations, queries, wording
from apps.accounts.entering import keep_session_after_change
from apps.accounts.enums import AccountStatus, SignInMethod
from apps.accounts.errors import AccountNotActivated
from apps.accounts.middleware import CGU_KEY, cgu_mark
from apps.accounts.models import User
from apps.accounts.sessions import ID_TOKEN_KEY, client_address
from apps.content import queries as content
from core.errors import DomainError
from tenants import context

from .access import come_in, destination
from .forms import CguForm, NewPasswordForm, SignInForm
from .franceconnect import way_out


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if request.user.is_authenticated:
        return redirect(destination(request, request.user, wanted))
    if request.method != "POST":
        return render(request, "portal/accounts/sign_in.html", {"form": SignInForm(), "next": wanted, "resend": ""})
    form = SignInForm(request.POST)
    resend = ""
    if form.is_valid():
        try:
            user = operations.sign_in(**form.cleaned_data, at=timezone.now(), ip=client_address(request))
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            if isinstance(refusal, AccountNotActivated):
                resend = form.cleaned_data["identifier"]
        else:
            return come_in(request, user, method=SignInMethod.PASSWORD, wanted=wanted)
    page = {"form": form, "next": wanted, "resend": resend}
    return render(request, "portal/accounts/sign_in.html", page, status=422)


@never_cache
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    id_token = request.session.get(ID_TOKEN_KEY)
    logout(request)
    address = way_out(request, id_token) if id_token else None
    if address is not None:
        return redirect(address)
    messages.success(request, "Vous êtes déconnecté.")
    return redirect(settings.LOGOUT_REDIRECT_URL)


@never_cache
@require_safe
def extend(request: HttpRequest) -> HttpResponse:
    """Keep the session alive: the middleware did, by the time this answers."""
    return HttpResponse(status=204 if request.user.is_authenticated else 401)


@never_cache
@login_required
@sensitive_post_parameters("new_password", "new_password_again")
@require_http_methods(["GET", "HEAD", "POST"])
def password_change_required(request: HttpRequest) -> HttpResponse:
    """Replace the password of the town hall's letter."""
    user: User = request.user
    if not user.must_change_password:
        return redirect(destination(request, user))
    form = NewPasswordForm(request.POST or None, user=user)
    if form.is_valid():
        try:
            operations.choose_password(user=user, password=form.cleaned_data["new_password"], at=timezone.now())
        except DomainError as refusal:
            form.add_error("new_password", str(refusal))
        else:
            keep_session_after_change(request, user)
            messages.success(request, "Votre mot de passe est enregistré.")
            return redirect(destination(request, user))
    status = 422 if form.is_bound else 200
    return render(request, "portal/accounts/password_change_required.html", {"form": form}, status=status)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cgu_accept(request: HttpRequest) -> HttpResponse:
    """The terms, at the first sign-in or when a new version came out."""
    user: User = request.user
    config = context.config()
    if request.method != "POST":
        if user.is_agent or queries.has_accepted_cgu(user, config):
            return redirect(destination(request, user))
        return _show_cgu(request, CguForm())
    form = CguForm(request.POST)
    if not form.is_valid():
        return _show_cgu(request, form)
    try:
        operations.accept_cgu(
            user=user,
            version=form.cleaned_data["version"],
            digest=form.cleaned_data["digest"],
            at=timezone.now(),
            ip=client_address(request),
        )
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return _show_cgu(request, form)
    request.session[CGU_KEY] = cgu_mark(config)
    return redirect(destination(request, user))


def _show_cgu(request: HttpRequest, form: CguForm) -> HttpResponse:
    again = request.user.cgu_acceptances.exists()
    page = {"form": form, "cgu": content.current_cgu(), "again": again}
    return render(request, "portal/accounts/cgu_accept.html", page, status=422 if form.is_bound else 200)


@never_cache
@login_required
@require_safe
def account_pending(request: HttpRequest) -> HttpResponse:
    """Where the account stands, and until when the town hall promised to answer."""
    user: User = request.user
    if user.status != AccountStatus.PENDING_APPROVAL or user.approval_due_at is None:
        return redirect(destination(request, user))
    config = context.config()
    now = timezone.now()
    return render(
        request,
        "portal/accounts/account_pending.html",
        {
            "due": wording.day_and_hour(user.approval_due_at),
            "late": now >= user.approval_due_at,
            "filed": wording.day_and_hour(user.created_at),
            "service": config.service(config.activation.service),
        },
    )
