"""Whom a family lets collect its child: until when, and the day from which somebody may no longer come."""

from collections.abc import Iterable
from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from apps.activities.queries import today_of
from apps.enrolments import operations
from apps.enrolments.models import AuthorisedPerson
from apps.families.queries import children_of, household_of, why_not_decided
from apps.portal.enrolments.forms import CollectorEndForm
from core.errors import DomainError


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def collector_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Say from which day somebody may no longer come."""
    at = timezone.now()
    today = today_of(at)
    mine = AuthorisedPerson.objects.on(today).select_related("child").filter(household=household_of(request.user))
    person = get_object_or_404(mine.filter(child__in=children_of(request.user, on=today)), pk=pk)
    form = CollectorEndForm(request.POST if request.method == "POST" else None, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            operations.end_collector(person=person, by=request.user, at=at, today=today, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"C’est noté pour {person.full_name} : la mairie le lit dès maintenant.")
            return redirect("portal:child-permissions", pk=person.child_id)
    page = {"person": person, "form": form, "refusal": why_not_decided(request.user, person.child)}
    return render(request, "portal/enrolments/collector_end.html", page, status=422 if form.errors else 200)


def standings(named: Iterable[AuthorisedPerson], today: date) -> list[tuple[AuthorisedPerson, bool]]:
    """Return those who may come, then those who no longer may, each with whether it is over."""
    found = [(person, person.is_over(today)) for person in named]
    return sorted(found, key=lambda one: one[1])
