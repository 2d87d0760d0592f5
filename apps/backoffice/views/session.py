"""The agents' door."""

from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.entering import enter, keep_session_after_change
from apps.accounts.enums import SignInMethod
from apps.accounts.models import User
from apps.accounts.operations.credentials import change_identifiers
from apps.accounts.operations.sign_in import sign_in as check_in
from apps.accounts.sessions import client_address
from apps.backoffice.access import open_to_all, to_sign_in
from apps.backoffice.errors import NotAnAgentsAccount
from apps.backoffice.forms.session import NewPasswordForm, SignInForm
from core.errors import DomainError


@open_to_all
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated and request.user.is_agent:
        return redirect(_wanted(request))
    form = SignInForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            user = _agent(form, request)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            wanted = _wanted(request)
            inside = enter(request, user, method=SignInMethod.PASSWORD, wanted=wanted, at=timezone.now())
            return redirect(wanted if inside else "portal:second-step")
    return render(request, "backoffice/sign_in.html", {"form": form, "wanted": _wanted(request)})


@open_to_all
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    auth.logout(request)
    messages.success(request, "Vous êtes déconnecté. À bientôt.")
    return redirect("backoffice:sign-in")


@open_to_all
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def new_password(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated or not request.user.is_agent:
        return to_sign_in(request)
    form = NewPasswordForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            _change_password(request.user, form)
        except DomainError as refusal:
            form.add_error("new_password", str(refusal))
        else:
            keep_session_after_change(request, request.user)
            messages.success(request, "Votre mot de passe est changé. Vos autres appareils sont déconnectés.")
            return redirect("backoffice:home")
    return render(request, "backoffice/new_password.html", {"form": form})


def _agent(form: SignInForm, request: HttpRequest) -> User:
    user = check_in(
        identifier=form.cleaned_data["username"],
        password=form.cleaned_data["password"],
        at=timezone.now(),
        ip=client_address(request),
    )
    if not user.is_agent:
        raise NotAnAgentsAccount
    return user


def _change_password(user: User, form: NewPasswordForm) -> None:
    change_identifiers(
        user=user,
        username=user.username,
        current=form.cleaned_data["current_password"],
        password=form.cleaned_data["new_password"],
        at=timezone.now(),
    )


def _wanted(request: HttpRequest) -> str:
    """Return the agents' page that was asked for before signing in, never another address."""
    wanted = request.POST.get("suite") or request.GET.get("suite") or ""
    home = reverse("backoffice:home")
    inside = wanted.startswith(home) and not wanted.startswith(reverse("backoffice:sign-in"))
    return wanted if inside and url_has_allowed_host_and_scheme(wanted, {request.get_host()}) else home
