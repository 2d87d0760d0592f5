"""The activities of the commune as its files say them, with the places taken."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from apps.accounts.permissions import Permission
from apps.activities.definitions import rules_of
from apps.activities.queries import catalogue
from apps.activities.wording import audience_of
from apps.backoffice.access import AgentRequest, requires
from apps.backoffice.queries import catalogue as queries
from tenants import context


@require_GET
@requires(Permission.SEE_ACTIVITIES)
def activities(request: AgentRequest) -> HttpResponse:
    lines = queries.activity_lines(catalogue(), timezone.now())
    return render(request, "backoffice/catalogue/activities.html", {"lines": lines})


@require_GET
@requires(Permission.SEE_ACTIVITIES)
def activity(request: AgentRequest, slug: str) -> HttpResponse:
    at = timezone.now()
    found = catalogue()
    chosen = next((activity for activity in found.activities if activity.slug == slug), None)
    if chosen is None:
        raise Http404
    rules = rules_of(chosen)
    config = context.config()
    return render(
        request,
        "backoffice/catalogue/activity.html",
        {
            "activity": chosen,
            "rules": rules,
            "audience": audience_of(rules),
            "groups": queries.group_lines(chosen, at),
            "units": chosen.units.all(),
            "periods": queries.period_lines(found, rules, at),
            "sites": [found.sites[slug] for slug in rules.sites if slug in found.sites],
            "attachments": config.attachments_of(rules),
            "authorisations": config.authorisations_of(rules),
        },
    )
