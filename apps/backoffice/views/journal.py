"""Who did what, when, to whom, why."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apps.accounts.permissions import Permission
from apps.backoffice.access import AgentRequest, requires
from apps.backoffice.forms.team import JournalFilters
from apps.backoffice.lists import page_of
from apps.backoffice.queries import journal as queries


@require_GET
@requires(Permission.SEE_AUDIT)
def journal(request: AgentRequest) -> HttpResponse:
    granted = request.agent.granted
    actions, subjects = queries.known_actions(granted), queries.known_subjects()
    filters = JournalFilters(request.GET, actions=actions, subjects=subjects)
    filters.is_valid()
    page = page_of(request, queries.events(filters.cleaned_data, granted), per_page=50)
    return render(
        request,
        "backoffice/journal.html",
        {"filters": filters, "page": page, "lines": queries.lines_of(page.object_list)},
    )
