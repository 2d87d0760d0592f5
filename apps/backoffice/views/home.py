"""What there is to do, the most urgent first."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from apps.accounts.permissions import Permission
from apps.backoffice.access import AgentRequest, requires
from apps.backoffice.queries.work import work_of
from apps.backoffice.views.cases import services_of, visible_cases


@require_GET
@requires(Permission.SEE_CASES)
def home(request: AgentRequest) -> HttpResponse:
    work = work_of(request.agent, visible_cases(request), dict(services_of(request)), timezone.now())
    return render(request, "backoffice/home.html", {"work": work})
