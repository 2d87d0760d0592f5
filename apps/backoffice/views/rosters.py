"""The lists made of the requests: on screen, on paper, in a spreadsheet."""

import csv
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from apps.accounts.permissions import Permission
from apps.backoffice.access import AgentRequest, requires
from apps.backoffice.forms.rosters import RosterFilters
from apps.backoffice.queries.child_file import forbidden_among
from apps.backoffice.queries.rosters import lines_of
from apps.backoffice.views.cases import visible_cases
from apps.casework import rosters as casework
from apps.design.printing import as_attachment, draw
from core.errors import DomainError
from tenants import context


@require_GET
@requires(Permission.SEE_CASES)
def rosters(request: AgentRequest) -> HttpResponse:
    scope = request.agent.scope(Permission.SEE_CASES)
    found = [one for one in casework.offered() if scope.covers(one.terms.service)]
    return render(request, "backoffice/rosters/index.html", {"procedures": found})


@require_GET
@requires(Permission.SEE_CASES)
def roster(request: AgentRequest, slug: str) -> HttpResponse:
    return render(request, "backoffice/rosters/detail.html", _facts(request, slug))


@require_GET
@requires(Permission.SEE_CASES)
def roster_print(request: AgentRequest, slug: str) -> HttpResponse:
    """The list on paper, one page for each trip."""
    facts = {**_facts(request, slug), "config": context.config(), "printed_at": timezone.now()}
    try:
        pdf = draw("backoffice/rosters/print.html", facts)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("backoffice:roster", slug=slug)
    return as_attachment(pdf.content, f"{slug}.pdf")


@require_GET
@requires(Permission.SEE_CASES)
def roster_csv(request: AgentRequest, slug: str) -> HttpResponse:
    """The list for a spreadsheet: French separators, the mark by which it reads accents."""
    facts = _facts(request, slug)
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slug}.csv"'
    csv.writer(response, delimiter=";").writerows(lines_of(facts["listing"], facts["restrictions"]))
    return response


def _facts(request: AgentRequest, slug: str) -> dict[str, Any]:
    procedure = next((one for one in casework.offered() if one.slug == slug), None)
    made_of = procedure.definition.roster if procedure else None
    if procedure is None or made_of is None:
        raise Http404
    if not request.agent.scope(Permission.SEE_CASES).covers(procedure.terms.service):
        raise Http404
    today = context.local_date(timezone.now())
    cases = visible_cases(request)
    filters = RosterFilters(request.GET, years=casework.years_of(procedure, made_of, cases, today))
    listing = casework.listing(procedure, made_of, cases, filters.year)
    children = {one.child for section in listing.sections for one in section.entries if one.child}
    return {
        "procedure": procedure,
        "listing": listing,
        "filters": filters,
        "year": filters.year,
        "restrictions": forbidden_among(children, today),
    }
