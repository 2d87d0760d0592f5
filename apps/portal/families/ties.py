"""The second proof that an account is the adult's own, before it opens the health of the children."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from apps.accounts.gateways.franceconnect import is_offered
from apps.accounts.queries import franceconnect_link_of
from apps.casework import procedures
from apps.families import operations, queries
from core.errors import DomainError
from tenants import context

ASK = "demander"


@login_required
@require_http_methods(["GET", "POST"])
def family_tie(request: HttpRequest) -> HttpResponse:
    """Say what is left to prove and how; what can be proven without anybody is, at the press of a button."""
    if request.method == "POST":
        return _answer(request)
    ties = list(queries.ties_to_prove(request.user))
    if not ties:
        return redirect("portal:family")
    page = {
        "asked": all(tie.proof_asked_at for tie in ties),
        "franceconnect": is_offered(context.config()),
        "linked": franceconnect_link_of(request.user) is not None,
        "service": procedures.service_of(context.config().family.service),
    }
    return render(request, "portal/families/tie.html", page)


def _answer(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    if request.POST.get("moyen") == ASK:
        operations.ask_proof(user=request.user, at=at)
        messages.success(request, "C’est demandé : la mairie vous appelle ou vous écrit pour confirmer.")
        return redirect("portal:family-tie")
    try:
        operations.prove_ties(user=request.user, at=at)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "C’est confirmé.")
    return redirect("portal:family-tie")
