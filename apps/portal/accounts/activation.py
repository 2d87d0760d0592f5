"""The link of an e-mail: opening it changes nothing, so that a mail scanner does not use it up."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts import operations, queries
from apps.accounts.enums import AccountStatus, TokenPurpose
from apps.accounts.errors import LinkExpired, LinkUnknown, LinkUsed
from apps.accounts.models import Token
from core.deadlines import is_open
from core.errors import DomainError
from tenants import context

PURPOSES = (TokenPurpose.ACTIVATION,)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def activation(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for one press, then say that the account is active and where to go on."""
    try:
        link = queries.token(token, PURPOSES)
        if request.method == "POST":
            return _activate(request, token)
        return _page(request, link, token)
    except LinkUnknown as refusal:
        return render(request, "portal/accounts/link_refused.html", {"refusal": refusal}, status=404)


def _activate(request: HttpRequest, token: str) -> HttpResponse:
    try:
        activated = operations.activate(secret=token, at=timezone.now())
    except (LinkUsed, LinkExpired):
        return redirect("portal:activation", token)  # the page says it better than an error
    except DomainError as refusal:
        return render(request, "portal/accounts/link_refused.html", {"refusal": refusal}, status=409)
    if activated.key_refusal:
        label = context.config().service_key.label
        messages.warning(request, f"{label} : {activated.key_refusal} Vous pourrez la saisir à nouveau.")
    return redirect("portal:activation", token)


def _page(request: HttpRequest, link: Token, token: str) -> HttpResponse:
    user = link.user
    fresh = is_open(timezone.now(), link.expires_at)
    if user.status == AccountStatus.ACTIVE:
        return render(request, "portal/accounts/activated.html", {"account": user if fresh else None})
    if user.status != AccountStatus.PENDING_EMAIL:
        return render(request, "portal/accounts/link_refused.html", {"refusal": LinkUsed()}, status=410)
    try:
        queries.check_token(link, timezone.now())
    except (LinkUsed, LinkExpired):
        return render(request, "portal/accounts/activation_expired.html", {"token": token}, status=410)
    return render(request, "portal/accounts/activation.html", {"account": user, "token": token})


@never_cache
@require_POST
def new_link(request: HttpRequest, token: str) -> HttpResponse:
    """An expired link becomes a new one in one press."""
    try:
        user = operations.request_new_link(secret=token, at=timezone.now())
    except LinkUsed:
        return redirect("portal:activation", token)
    except DomainError as refusal:
        status = 404 if isinstance(refusal, LinkUnknown) else 409
        return render(request, "portal/accounts/link_refused.html", {"refusal": refusal}, status=status)
    hours = context.config().activation.link_hours
    return render(request, "portal/accounts/activation_sent.html", {"email": veiled(user.email), "hours": hours})


def veiled(email: str) -> str:
    """Return enough of an address for its owner: "m•••@exemple.fr"."""
    name, _at, host = email.partition("@")
    return f"{name[:1]}•••@{host}"
