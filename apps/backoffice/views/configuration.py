"""The configuration in force, as an agent understands it. It is changed by the operator, from the commune's files."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apps.accounts.permissions import Permission
from apps.backoffice.access import AgentRequest, requires
from apps.backoffice.queries.configuration import sections_of
from tenants import context


@require_GET
@requires(Permission.SEE_CONFIGURATION)
def settings(request: AgentRequest) -> HttpResponse:
    config = context.config()
    return render(request, "backoffice/settings.html", {"sections": sections_of(config), "fields": config.wizard})
