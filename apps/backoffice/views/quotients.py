"""The quotient familial of a family: read once the reading is written down, or copied from an attestation."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.permissions import Permission
from apps.backoffice.access import AgentRequest, requires
from apps.backoffice.forms.quotients import AttestationForm
from apps.backoffice.queries.families import everything, title_of
from apps.families import operations
from core.errors import DomainError


@require_POST
@requires(Permission.SEE_QUOTIENTS)
def quotients(request: AgentRequest, pk: int) -> HttpResponse:
    """Show what is kept; a GET shows nothing, so that no link reads it by itself."""
    household = get_object_or_404(everything(), pk=pk)
    kept = operations.read_quotients(household=household, by=request.user, at=timezone.now())
    page = {"household": household, "title": title_of(household), "quotients": kept}
    return render(request, "backoffice/families/quotients.html", page)


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_FAMILIES)
def attestation(request: AgentRequest, pk: int) -> HttpResponse:
    """Copy what an attestation says."""
    household = get_object_or_404(everything(), pk=pk)
    form = AttestationForm(request.POST or None)
    if form.is_valid():
        try:
            operations.record_attestation(household=household, **form.cleaned_data, by=request.user, at=timezone.now())
        except DomainError as refusal:
            form.add_error("month", str(refusal))
        else:
            messages.success(request, "Le quotient familial est enregistré.")
            return redirect("backoffice:family", pk=pk)
    page = {"household": household, "title": title_of(household), "form": form}
    return render(request, "backoffice/families/attestation.html", page, status=422 if form.errors else 200)
