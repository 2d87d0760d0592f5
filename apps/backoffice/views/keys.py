"""The keys by which the adults of a known family join it from their account."""

from datetime import datetime

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from apps.accounts.models import User
from apps.accounts.permissions import Permission
from apps.backoffice.access import AgentRequest, requires
from apps.families.models import Household, HouseholdMember, Person
from apps.families.operations import IssuedKey, confirm_tie, issue_key, mail_key, revoke_key
from core.errors import DomainError
from tenants import context


@require_POST
@requires(Permission.MANAGE_SERVICE_KEYS)
def key_issue(request: AgentRequest, pk: int, person_pk: int) -> HttpResponse:
    """Make a key, and send it or show the letter that carries it: it can be read only now."""
    household, member = _adult(pk, person_pk)
    person = member.person
    by_mail = request.POST.get("moyen") == "courriel"
    if by_mail and not person.email:
        messages.error(request, f"{person} n’a pas d’adresse électronique : imprimez la lettre.")
        return redirect("backoffice:family", pk=pk)
    try:
        issued = _issue(household, person, by=request.user, at=timezone.now(), by_mail=by_mail)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("backoffice:family", pk=pk)
    if by_mail:
        messages.success(request, f"La clé de {person} part à l’adresse {person.email}.")
        return redirect("backoffice:family", pk=pk)
    return _letter(request, household, member, issued)


@transaction.atomic
def _issue(household: Household, person: Person, *, by: User, at: datetime, by_mail: bool) -> IssuedKey:
    issued = issue_key(household=household, person=person, by=by, at=at)
    if by_mail:
        mail_key(issued=issued, to=person.email, at=at)
    return issued


def _letter(request: AgentRequest, household: Household, member: HouseholdMember, issued: IssuedKey) -> HttpResponse:
    config = context.config()
    return render(
        request,
        "backoffice/families/letter.html",
        {
            "household": household,
            "addressee": member.person.full_name,
            "address_lines": member.address.lines(),
            "key": issued,
            "today": timezone.localdate(),
            "service": config.service(config.family.service),
            "portal_address": context.url("/"),
        },
    )


@require_POST
@requires(Permission.MANAGE_SERVICE_KEYS)
def key_revoke(request: AgentRequest, pk: int, key_pk: int) -> HttpResponse:
    household = get_object_or_404(Household, pk=pk)
    key = get_object_or_404(household.keys.select_related("person"), pk=key_pk)
    revoke_key(key=key, by=request.user, at=timezone.now(), reason="révoquée par un agent")
    messages.success(request, f"La clé de {key.person} ne peut plus servir.")
    return redirect("backoffice:family", pk=pk)


@require_POST
@requires(Permission.MANAGE_SERVICE_KEYS)
def tie_confirm(request: AgentRequest, pk: int, key_pk: int) -> HttpResponse:
    """Say that the account which typed a key is the person's: the health of the children opens to it."""
    household = get_object_or_404(Household, pk=pk)
    key = get_object_or_404(household.keys.select_related("person"), pk=key_pk)
    try:
        confirm_tie(key=key, by=request.user, at=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Le compte de {key.person} est confirmé : le dossier santé lui est ouvert.")
    return redirect("backoffice:family", pk=pk)


def _adult(pk: int, person_pk: int) -> tuple[Household, HouseholdMember]:
    household = get_object_or_404(Household.objects.select_related("address"), pk=pk)
    members = household.members.select_related("person", "own_address", "household__address")
    return household, get_object_or_404(members, person=person_pk)
