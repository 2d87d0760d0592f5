"""Two declared children who may be one, with parents who live apart: the agent recognises them, or not."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from apps.accounts.permissions import Permission
from apps.backoffice.access import AgentRequest, requires
from apps.backoffice.forms.families import RejectMatchForm
from apps.backoffice.lists import page_of
from apps.families.models import MatchCandidate
from apps.families.operations import confirm_match, reject_match
from apps.families.queries import pending_matches
from core.errors import DomainError


@require_GET
@requires(Permission.SEE_FAMILIES)
def matches(request: AgentRequest) -> HttpResponse:
    page = page_of(request, pending_matches(), per_page=10)
    return render(request, "backoffice/families/matches.html", {"page": page})


@require_POST
@requires(Permission.MATCH_FAMILIES)
def match_confirm(request: AgentRequest, pk: int) -> HttpResponse:
    candidate = get_object_or_404(MatchCandidate.objects.select_related("person_a"), pk=pk)
    try:
        child = confirm_match(candidate=candidate, by=request.user, at=timezone.now())
        messages.success(
            request, f"{child} est maintenant un seul enfant dans les deux familles ; chacune garde ses coordonnées."
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect(_back(request))


@require_POST
@requires(Permission.MATCH_FAMILIES)
def match_reject(request: AgentRequest, pk: int) -> HttpResponse:
    candidate = get_object_or_404(MatchCandidate.objects.select_related("person_a"), pk=pk)
    form = RejectMatchForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        reject_match(candidate=candidate, by=request.user, at=timezone.now(), reason=reason)
        messages.success(request, f"Noté : ce sont deux enfants nommés {candidate.person_a}.")
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect(_back(request))


def _back(request: AgentRequest) -> str:
    """Return the agents' page where the question was answered: the list, a case or a family."""
    page = request.POST.get("retour", "")
    inside = page.startswith(reverse("backoffice:home")) and url_has_allowed_host_and_scheme(page, {request.get_host()})
    return page if inside else reverse("backoffice:matches")
