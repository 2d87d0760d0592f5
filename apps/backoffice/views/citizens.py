"""Accounts that agents open for people at the counter, and give back to those who lost theirs."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.models import User
from apps.accounts.operations.created import (
    TEMPORARY_PASSWORD_LIFETIME,
    NewAccount,
    create_account,
    give_temporary_password,
)
from apps.accounts.operations.credentials import offer_password_reset
from apps.accounts.operations.sign_up import AddressEntry
from apps.accounts.permissions import Permission
from apps.backoffice.access import AgentRequest, requires
from apps.backoffice.forms.accounts import NewAccountForm
from core.errors import DomainError
from tenants import context

ADDRESS = ("number", "street", "complement", "postal_code", "city")
PERSON = ("civility", "usual_name", "first_names", "birth_date", "email", "mobile", "phone")


@require_http_methods(["GET", "POST"])
@requires(Permission.CREATE_ACCOUNTS)
def account_new(request: AgentRequest) -> HttpResponse:
    form = NewAccountForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "backoffice/accounts/new.html", {"form": form})
    try:
        user, password = create_account(entry=_entry(form), by=request.user, at=timezone.now())
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return render(request, "backoffice/accounts/new.html", {"form": form})
    if password:
        return letter(request, user, password)
    messages.success(request, f"Le compte de {user.display_name} est créé : un lien part à l’adresse {user.email}.")
    return redirect("backoffice:account", pk=user.pk)


def _entry(form: NewAccountForm) -> NewAccount:
    given = form.cleaned_data
    address = AddressEntry(**{name: given[name] for name in ADDRESS}, country="France")
    return NewAccount(reference="", **{name: given[name] for name in PERSON}, address=address)


@require_POST
@requires(Permission.CREATE_ACCOUNTS)
def account_reset(request: AgentRequest, pk: int) -> HttpResponse:
    """Give access back: a link by e-mail, or a letter with a temporary password."""
    user = get_object_or_404(User.objects.citizens().select_related("address"), pk=pk)
    if request.POST.get("moyen") == "courriel":
        try:
            offer_password_reset(user=user, by=request.user, at=timezone.now())
            messages.success(request, f"Un lien pour choisir un nouveau mot de passe part à l’adresse {user.email}.")
        except DomainError as refusal:
            messages.error(request, str(refusal))
        return redirect("backoffice:account", pk=pk)
    return letter(request, user, give_temporary_password(user=user, by=request.user, at=timezone.now()))


def letter(request: AgentRequest, user: User, password: str) -> HttpResponse:
    """Answer with the only page where the temporary password is ever read."""
    config = context.config()
    return render(
        request,
        "backoffice/accounts/letter.html",
        {
            "account": user,
            "addressee": user.display_name,
            "address_lines": user.address.lines() if user.address else (),
            "password": password,
            "today": timezone.localdate(),
            "valid_until": timezone.now() + TEMPORARY_PASSWORD_LIFETIME - timedelta(days=1),
            "service": config.service(config.activation.service),
            "portal_address": context.url("/"),
        },
    )
