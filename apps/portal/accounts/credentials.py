"""Forgotten password, identifiers, browsers signed in."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts import operations, queries
from apps.accounts.entering import keep_session_after_change
from apps.accounts.enums import SignInMethod, TokenPurpose
from apps.accounts.errors import LinkUnknown
from apps.accounts.models import User
from apps.accounts.sessions import SessionStore, client_address
from apps.families.operations import follow_account
from core.errors import DomainError

from .access import come_in
from .forms import ForgottenForm, IdentifiersForm, NewPasswordForm

PURPOSES = (TokenPurpose.PASSWORD_RESET, TokenPurpose.INVITATION)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def password_forgotten(request: HttpRequest) -> HttpResponse:
    """The same answer whoever asks, about whomever."""
    form = ForgottenForm(request.POST or None)
    if form.is_valid():
        try:
            operations.request_password_reset(
                identifier=form.cleaned_data["identifier"], at=timezone.now(), ip=client_address(request)
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(f"{reverse('portal:password-forgotten')}?envoye=1")
    page = {"form": form, "sent": "envoye" in request.GET and not form.is_bound}
    return render(request, "portal/accounts/password_forgotten.html", page, status=422 if form.is_bound else 200)


@never_cache
@sensitive_post_parameters("new_password", "new_password_again")
@require_http_methods(["GET", "HEAD", "POST"])
def password_reset(request: HttpRequest, token: str) -> HttpResponse:
    """Choose a password with the link of an e-mail: forgotten, or of an account that the commune created."""
    try:
        link = queries.token(token, PURPOSES)
        queries.check_token(link, timezone.now())
    except DomainError as refusal:
        return render(request, "portal/accounts/reset_refused.html", {"refusal": refusal}, status=_gone(refusal))
    form = NewPasswordForm(request.POST or None, user=link.user)
    if form.is_valid():
        try:
            return _reset(request, token, form.cleaned_data["new_password"])
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    invited = link.purpose == TokenPurpose.INVITATION
    page = {"form": form, "account": link.user, "invited": invited, "token": token}
    return render(request, "portal/accounts/password_reset.html", page, status=422 if form.is_bound else 200)


def _reset(request: HttpRequest, token: str, password: str) -> HttpResponse:
    """Set the password, then sign in with it: the person has proved the address and knows the secret."""
    at = timezone.now()
    user = operations.reset_password(secret=token, password=password, at=at)
    user = operations.sign_in(identifier=user.username, password=password, at=at, ip=client_address(request))
    answer = come_in(request, user, method=SignInMethod.PASSWORD)
    messages.success(request, "Votre mot de passe est enregistré.")
    return answer


@never_cache
@login_required
@sensitive_post_parameters("current_password", "new_password", "new_password_again")
@require_http_methods(["GET", "HEAD", "POST"])
def identifiers(request: HttpRequest) -> HttpResponse:
    user: User = request.user
    form = IdentifiersForm(request.POST or None, user=user, initial={"username": user.username})
    if form.is_valid():
        cleaned = form.cleaned_data
        try:
            # Another object: a refusal must not leave its traces on the account that the page shows.
            changed = operations.change_identifiers(
                user=User.objects.get(pk=user.pk),
                username=cleaned["username"],
                current=cleaned["current_password"],
                password=cleaned["new_password"],
                at=timezone.now(),
            )
        except DomainError as refusal:
            form.add_error("current_password" if refusal.code == "wrong_password" else None, str(refusal))
        else:
            if cleaned["new_password"]:
                keep_session_after_change(request, changed)
            messages.success(request, "Vos identifiants sont enregistrés.")
            return redirect("portal:identifiers")
    return render(request, "portal/accounts/identifiers.html", {"form": form}, status=422 if form.is_bound else 200)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    """The browsers where one is signed in, and the way to sign them out."""
    user: User = request.user
    if request.method == "POST":
        return _disconnect(request, user)
    shown = queries.sessions_of(user, timezone.now())
    return render(request, "portal/accounts/sessions.html", {"sessions": shown, "current": _current_key(request)})


def _disconnect(request: HttpRequest, user: User) -> HttpResponse:
    key = request.POST.get("session", "")
    if not key:
        operations.disconnect_everywhere(user=user, at=timezone.now())
        logout(request)
        messages.success(request, "Vous êtes déconnecté partout, ici compris.")
        return redirect("portal:sign-in")
    operations.disconnect(user=user, session_key=key, at=timezone.now())
    if key == _current_key(request):
        logout(request)
        return redirect("portal:sign-in")
    messages.success(request, "Cet appareil est déconnecté.")
    return redirect("portal:sessions")


def _gone(refusal: DomainError) -> int:
    """A link that this commune never made is not found; one that was used or is too old is gone."""
    return 404 if isinstance(refusal, LinkUnknown) else 410


def _current_key(request: HttpRequest) -> str:
    session = request.session
    return session.row.session_key if isinstance(session, SessionStore) and session.row is not None else ""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def email_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm a new address: by a press, never by opening the link."""
    try:
        link = queries.token(token, (TokenPurpose.EMAIL_CHANGE,))
        queries.check_token(link, timezone.now())
        if request.method == "POST":
            user = operations.confirm_email_change(secret=token, at=timezone.now())
            follow_account(user=user, by=user, at=timezone.now())
            messages.success(request, f"Nous vous écrirons désormais à {user.email}.")
            return redirect("portal:profile" if request.user.is_authenticated else "portal:sign-in")
    except DomainError as refusal:
        return render(request, "portal/accounts/link_refused.html", {"refusal": refusal}, status=_gone(refusal))
    return render(request, "portal/accounts/email_confirm.html", {"email": link.new_email})


@never_cache
@login_required
@require_POST
def email_change(request: HttpRequest) -> HttpResponse:
    from .forms import EmailForm
    from .profile import governed_for, show_profile

    if procedure := governed_for(request.user).get("email"):
        return redirect("portal:procedure", procedure.slug)
    form = EmailForm(request.POST)
    if not form.is_valid():
        return show_profile(request, email_form=form)
    operations.request_email_change(user=request.user, email=form.cleaned_data["email"], at=timezone.now())
    messages.success(request, "Un lien de confirmation part à votre nouvelle adresse : suivez-le pour l’adopter.")
    return redirect("portal:profile")
