"""What the town hall knows of a child's health, and who read it: for the parents who hold the authority."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.casework import health_record
from apps.families.models import Person
from apps.health import operations, queries
from apps.health.models import IndividualPlan
from apps.health.permissions import children_whose_health_is_kept_by, waits_for_proof
from core.errors import DomainError
from tenants import context

READINGS_SHOWN = 20


@login_required
@require_GET
def child_health(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        child = _child(request, pk)
    except Http404:
        if _waits(request, pk):
            return redirect("portal:family-tie")
        raise
    today = context.local_date(timezone.now())
    readings = Paginator(queries.accesses_of(child), READINGS_SHOWN).get_page(request.GET.get("page"))
    return render(
        request,
        "portal/health/child.html",
        {
            "page": queries.health_page(child),
            "readings": readings,
            "rules": context.config().health,
            "procedure": health_record.offered(),
            "keeping": queries.keeping_of(child, today),
            "today": today,
        },
    )


@login_required
@require_POST
def confirm_health(request: HttpRequest, pk: int) -> HttpResponse:
    """All is still exact: the town hall keeps it for the year to come."""
    child = _child(request, pk)
    try:
        kept = operations.confirm_health(child=child, by=request.user, at=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Merci : la santé de {child.first_names} est à jour pour {kept.confirmed_year}.")
    return redirect("portal:child-health", pk=child.pk)


@login_required
@require_http_methods(["GET", "POST"])
def withdraw_plan(request: HttpRequest, pk: int, plan_pk: int) -> HttpResponse:
    """Give up a demand that nobody needs any more."""
    child = _child(request, pk)
    plan = get_object_or_404(IndividualPlan.objects.open(), pk=plan_pk, child=child)
    if request.method == "GET":
        return render(request, "portal/health/withdraw.html", {"child": child, "plan": plan})
    try:
        operations.withdraw_plan(plan=plan, by=request.user, at=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Votre demande de PAI est retirée.")
    return redirect("portal:child-health", pk=child.pk)


def _waits(request: HttpRequest, pk: int) -> bool:
    """Whether only the second proof of who this person is keeps them from the child's page."""
    child = Person.objects.filter(pk=pk).first()
    return child is not None and waits_for_proof(request.user, child, context.local_date(timezone.now()))


def _child(request: HttpRequest, pk: int) -> Person:
    """Return a child whose health this person keeps; another's is not found."""
    today = context.local_date(timezone.now())
    return get_object_or_404(children_whose_health_is_kept_by(request.user, today), pk=pk)
