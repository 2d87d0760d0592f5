"""Who has not confirmed what the town hall knows of them."""

from collections.abc import Mapping

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from apps.accounts.permissions import Permission
from apps.backoffice.access import AgentRequest, requires
from apps.backoffice.forms.families import CERTIFIED, CertificationFilters
from apps.backoffice.lists import page_of
from apps.backoffice.queries import certifications as queries
from apps.families.queries import certification_counts
from core.certification import Certified
from tenants import context


@require_GET
@requires(Permission.SEE_FAMILIES)
def certifications(request: AgentRequest) -> HttpResponse:
    """The families that are late, or in another state; where the commune asks nothing, no page."""
    renewal, today = context.config().certification.renewal, context.local_date(timezone.now())
    if renewal is None:
        raise Http404
    filters = CertificationFilters(request.GET)
    filters.is_valid()
    page = page_of(request, queries.filtered(filters.cleaned_data, renewal, today))
    facts = {
        "filters": filters,
        "page": page,
        "rows": queries.rows_of(page.object_list, renewal, today),
        "tabs": _tabs(filters.cleaned_data.get("etat") or Certified.LATE, certification_counts(renewal, today)),
        "every": queries.EVERY,
    }
    return render(request, "backoffice/families/certifications.html", facts)


def _tabs(chosen: str, counts: Mapping[Certified, int]) -> list[tuple[str, str, bool, int]]:
    tabs = [(label, f"?etat={state}", chosen == state, counts[state]) for state, label in CERTIFIED.items()]
    return [*tabs, ("Toutes", f"?etat={queries.EVERY}", chosen == queries.EVERY, sum(counts.values()))]
