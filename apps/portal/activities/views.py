"""The commune's activities, with each child's answer when somebody is signed in; and the school of a child."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from apps.activities import operations, queries
from apps.activities.models import School
from apps.activities.queries import Offer, Place
from apps.casework.queries import draft_of
from apps.enrolments.questions import GRID
from apps.enrolments.todo import procedure_in
from apps.families import queries as families
from apps.families.models import Person
from apps.health.permissions import told_of
from apps.portal.activities.cards import card_of, cards_of, page_of
from apps.portal.activities.forms import SchoolForm
from core.errors import DomainError
from core.schooling import SchoolYear
from tenants import context


@require_safe
def activities(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    found = queries.catalogue()
    children, offers = _family(request)
    return render(
        request,
        "portal/activities/list.html",
        {"cards": cards_of(found, children, offers, at), "children": children},
    )


@require_safe
def activity(request: HttpRequest, slug: str) -> HttpResponse:
    at = timezone.now()
    found = queries.catalogue()
    chosen = next((activity for activity in found.activities if activity.slug == slug), None)
    if chosen is None:
        raise Http404
    children, offers = _family(request)
    card = card_of(found, chosen, children, offers, at)
    return render(
        request, "portal/activities/detail.html", {"page": page_of(found, card, context.config(), at), "now": at}
    )


def _family(request: HttpRequest) -> tuple[Sequence[Person], Mapping[int, Sequence[Offer]]]:
    """Return the children of whoever is signed in, with their offers as seen from this household."""
    if not request.user.is_authenticated or request.user.is_agent:
        return (), {}
    at = timezone.now()
    today = context.local_date(at)
    mine = families.children_of(request.user, on=today).order_by("birth_date", "pk")
    children = list(families.with_authority(mine, request.user))
    if not children:
        return (), {}
    told = told_of(request.user, children, today)
    offers = queries.offers_for(children, at, families.household_of(request.user), told)
    return children, {child.pk: _to_whom_decides(child, offers[child.pk]) for child in children}


def _to_whom_decides(child: Person, offers: Sequence[Offer]) -> Sequence[Offer]:
    if child.may_decide:
        return offers
    blocks = (families.authority_block(child),)
    return [replace(offer, eligible=False, blocks=blocks, opens_at=None) for offer in offers]


@login_required
@require_http_methods(["GET", "POST"])
def child_school(request: HttpRequest, pk: int, year: str = "") -> HttpResponse:
    """Say or correct where a child goes to school, unless the town hall holds it."""
    at = timezone.now()
    child = get_object_or_404(families.children_of(request.user, on=context.local_date(at)).born(), pk=pk)
    asked = _year(year, queries.years_to_declare(at))
    known = queries.schooling_of(child, asked)
    schools = list(queries.schools())
    form = SchoolForm(
        request.POST if request.method == "POST" else None, schools=schools, place=_place(child, asked, schools)
    )
    if request.method == "POST" and form.is_valid():
        try:
            operations.declare_schooling(
                child=child,
                year=asked,
                school=form.chosen,
                elsewhere=form.cleaned_data["elsewhere"].strip(),
                level=form.chosen_level,
                by=request.user,
                at=at,
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"L’école de {child.first_names} est enregistrée pour {asked}.")
            return _onwards(request)
    service = context.config().service(context.config().family.service)
    refusal = families.why_not_decided(request.user, child)
    values = {"child": child, "year": asked, "known": known, "form": form, "service": service, "refusal": refusal}
    return render(request, "portal/activities/child_school.html", values)


def _onwards(request: HttpRequest) -> HttpResponse:
    """Back to the request that waited for this answer, else to the activities."""
    procedure = procedure_in(context.config())
    if draft_of(request.user, procedure) is None:
        return redirect("portal:activities")
    return redirect("portal:procedure-step", slug=procedure, step=GRID)


def _year(text: str, offered: Sequence[SchoolYear]) -> SchoolYear:
    """Return the year of the address, or the running one; a year for which nothing is asked is not a page."""
    found = next((year for year in offered if not text or str(year) == text), None)
    if found is None:
        raise Http404
    return found


def _place(child: Person, year: SchoolYear, schools: Sequence[School]) -> Place | None:
    return queries.place_in(queries.schoolings_of(child).live(), year, {school.slug: school for school in schools})
