""" "Ma famille": each member with their data, each child's own page, the key that opens a family."""

from collections.abc import Container
from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from apps.casework import procedures, queries
from apps.casework.family import SLUG
from apps.design.people import BENEFIT
from apps.enrolments import queries as enrolments
from apps.enrolments.models import Enrolment
from apps.families import operations
from apps.families import queries as families
from apps.families.models import Contact, Person
from apps.families.recap import benefit_rows
from apps.health.permissions import may_keep, waits_for_proof
from apps.portal.families.forms import ServiceKeyForm
from communes_config.schema import FieldState
from core.blocks import Block
from core.errors import DomainError
from tenants import context

YEARS_SHOWN = 2


@login_required
@require_GET
def family(request: HttpRequest) -> HttpResponse:
    card = families.family_card(request.user)
    today = context.local_date(timezone.now())
    shown = list(families.children_of(request.user, on=today)) if card else []
    states = context.config().family.fields
    more = {
        "card": card,
        "portraits": families.portraits_of(card.household) if card else None,
        "today": today,
        "asks_benefit": any(states.get(name) != FieldState.HIDDEN for name in BENEFIT),
        "benefit_rows": benefit_rows(card.benefit) if card else (),
        "draft": queries.draft_of(request.user, SLUG),
        "live_case": queries.live_case_of(request.user, SLUG),
        "waits_for_key": card is None and families.waits_for_key(request.user),
        "payers": families.payer_shares_shown(card.household, [one.pk for one in shown], today) if card else (),
        "certification": families.certification_of(card.household, today) if card else None,
        "to_prove": card is not None and families.ties_to_prove(request.user).exists(),
        "open_children": [child.pk for child in shown],
        "shared_days": families.shared_children(shown, today),
    }
    return render(request, "portal/families/family.html", more)


@login_required
@require_GET
def child(request: HttpRequest, pk: int) -> HttpResponse:
    """A child's own page: who it is, whose days are whose, and where the rest is."""
    today = context.local_date(timezone.now())
    child = child_of(request, pk)
    card = families.family_card(request.user)
    line = next((line for line in card.children if line.person == child), None) if card else None
    if card is None or line is None:
        raise Http404
    custody = families.custody_on(child, today) or families.next_custody(child, today)
    names = families.names_for(request.user, custody) if custody else None
    month = _month(request, today)
    keeps_health = may_keep(request.user, child, today)
    facts = {
        "child": child,
        "line": line,
        "card": card,
        "portraits": families.portraits_of(card.household),
        "today": today,
        "keeps_health": keeps_health,
        "waits_for_proof": not keeps_health and waits_for_proof(request.user, child, today),
        "enrolments": _enrolments(child, today, told={child.pk} if keeps_health else set()),
        "lives_in_two_homes": len(families.households_of_child(child)) == 2,
        "custody": families.custody_view(custody, names, today) if custody and names else None,
        "month": families.month_grid(custody, names, month, today) if custody and names else None,
    }
    return render(request, "portal/families/child.html", facts)


def _enrolments(child: Person, today: date, *, told: Container[int]) -> list[tuple[Enrolment, tuple[Block, ...]]]:
    """Return what the child is enrolled in, each with what keeps it from coming."""
    current = enrolments.current_of(child, today)
    waits = enrolments.kept_waiting(current, today, told)
    return [(one, waits.get(one.pk, ())) for one in current]


def child_of(request: HttpRequest, pk: int) -> Person:
    """Return a child whom this account represents today; any other does not exist."""
    today = context.local_date(timezone.now())
    return get_object_or_404(families.children_of(request.user, on=today), pk=pk)


def _month(request: HttpRequest, today: date) -> date:
    """Return the first day of the month in the address (`?mois=2026-09`), or of this month."""
    year, _dash, month = request.GET.get("mois", "").partition("-")
    try:
        asked = date(int(year), int(month), 1)
    except ValueError:
        return today.replace(day=1)
    return asked if abs(asked.year - today.year) <= YEARS_SHOWN else today.replace(day=1)


@login_required
@require_http_methods(["GET", "POST"])
def contact_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Whom a family trusts is its own affair: the contact leaves at once."""
    household = families.household_of(request.user)
    contact = get_object_or_404(Contact.objects.filter(household=household), pk=pk)
    if request.method == "GET":
        return render(request, "portal/families/contact_remove.html", {"contact": contact})
    operations.remove_contact(contact=contact, by=request.user, at=timezone.now())
    messages.success(request, f"{contact} n’est plus dans vos contacts.")
    return redirect("portal:family")


@login_required
@require_http_methods(["GET", "POST"])
def service_key(request: HttpRequest) -> HttpResponse:
    form = ServiceKeyForm(request.POST or None)
    form.fields["key"].label = f"Votre {context.config().service_key.label}"
    if request.method == "POST" and form.is_valid():
        try:
            operations.redeem_key(user=request.user, typed=form.cleaned_data["key"], at=timezone.now())
        except DomainError as refusal:
            form.add_error("key", str(refusal))
        else:
            messages.success(request, "Votre espace est relié à votre famille.")
            to_prove = families.ties_to_prove(request.user).exists()
            return redirect("portal:family-tie" if to_prove else "portal:family")
    service = procedures.service_of(context.config().family.service)
    page = {"form": form, "service": service}
    return render(request, "portal/families/service_key.html", page, status=422 if form.errors else 200)
