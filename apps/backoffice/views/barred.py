"""The third persons who must not collect a child, kept on its page."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from apps.accounts.permissions import Permission
from apps.backoffice.access import AgentRequest, requires
from apps.backoffice.forms.barred import BarredEndForm, BarredForm
from apps.backoffice.views.children import child_of
from apps.families import operations
from core.errors import DomainError


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_FAMILIES)
def barred_new(request: AgentRequest, pk: int) -> HttpResponse:
    child = child_of(pk)
    form = BarredForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.bar_person(child=child, by=request.user, at=timezone.now(), **form.given())
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request,
                f"{form.cleaned_data['full_name']} est sur la liste de qui ne doit pas venir chercher l’enfant.",
            )
            return redirect("backoffice:child", pk=pk)
    facts = {"child": child, "form": form}
    return render(request, "backoffice/families/barred.html", facts, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_FAMILIES)
def barred_end(request: AgentRequest, pk: int, barred_pk: int) -> HttpResponse:
    """Say from which day it no longer holds; nothing is erased."""
    child = child_of(pk)
    barred = get_object_or_404(child.barred_persons.all(), pk=barred_pk)
    form = BarredEndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.end_barring(barred=barred, by=request.user, at=timezone.now(), **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "C’est enregistré.")
            return redirect("backoffice:child", pk=pk)
    facts = {"child": child, "barred": barred, "form": form}
    return render(request, "backoffice/families/barred_end.html", facts, status=422 if form.errors else 200)
