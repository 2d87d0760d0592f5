"""A family reads all that the town hall knows of it, and says in one press that it is right."""

from collections.abc import Iterable
from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from apps.families import operations
from apps.families import queries as families
from apps.families.models import Household
from apps.families.statement import Part
from core.dates import spoken_day
from core.errors import DomainError
from tenants import context


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def certification(request: HttpRequest) -> HttpResponse:
    """Each part with the link that changes it, and one button; where the commune asks nothing, no page."""
    today = context.local_date(timezone.now())
    household = families.household_of(request.user)
    if household is None or context.config().certification.renewal is None:
        raise Http404
    if request.method == "POST":
        return _certified(request, household, today)
    statement = families.statement_of(request.user, household, today)
    facts = {
        "standing": families.certification_of(household, today),
        "statement": statement,
        "parts": _with_links(statement.parts),
    }
    return render(request, "portal/families/certification.html", facts)


def _certified(request: HttpRequest, household: Household, today: date) -> HttpResponse:
    try:
        operations.certify(by=request.user, version=request.POST.get("version", ""), at=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("portal:certification")
    standing = families.certification_of(household, today)
    until = f" La mairie vous le redemandera avant le {spoken_day(standing.due_on)}." if standing else ""
    messages.success(request, f"Merci : les informations de votre famille sont confirmées.{until}")
    return redirect("portal:family")


def _with_links(parts: Iterable[Part]) -> list[tuple[Part, str]]:
    return [(part, reverse(part.fix, args=part.fix_arguments) if part.fix else "") for part in parts]
