"""Recording a custody: typed, seen over eight weeks, then kept."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.permissions import Permission
from apps.backoffice.access import AgentRequest, requires
from apps.backoffice.forms.custody import CustodyForm, ExceptionForm, WhyForm
from apps.backoffice.queries.child_file import names_between, names_of
from apps.backoffice.views.children import child_of
from apps.families import operations, proposal, queries
from apps.families.models import Custody, Person
from apps.families.queries import Names
from core.custody import from_json
from core.errors import DomainError
from tenants import context


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_FAMILIES)
def custody_new(request: AgentRequest, pk: int) -> HttpResponse:
    child = child_of(pk)
    households = list(queries.households_of_child(child))[:2]
    if len(households) < 2:
        messages.error(request, f"{child} n’est que dans une famille : confirmez d’abord le rapprochement.")
        return redirect("backoffice:child", pk=pk)
    names = names_between(*households)
    form = CustodyForm(request.POST or None, names=names, initial={"holidays": proposal.NO_SHARING})
    if request.method == "POST" and form.is_valid() and "enregistrer" in request.POST:
        try:
            operations.record_custody(
                child=child,
                first_household=households[0],
                second_household=households[1],
                arrangement=form.arrangement,
                starts_on=form.cleaned_data["starts_on"],
                ends_on=form.ends_on,
                judgment=form.cleaned_data["judgment"],
                by=request.user,
                at=timezone.now(),
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"La garde de {child} est enregistrée.")
            return redirect("backoffice:child", pk=pk)
    return _editor(request, child, form, names)


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_FAMILIES)
def custody_edit(request: AgentRequest, pk: int, custody_pk: int) -> HttpResponse:
    child, custody = _custody(pk, custody_pk)
    names = names_of(custody)
    arrangement = from_json(custody.arrangement)
    last_day = custody.ends_on and custody.ends_on.fromordinal(custody.ends_on.toordinal() - 1)
    initial = {**proposal.answers_from(arrangement), "last_day": last_day}
    form = CustodyForm(request.POST or None, names=names, dated=False, initial=initial)
    if request.method == "POST" and form.is_valid() and "enregistrer" in request.POST:
        try:
            operations.change_custody(
                custody=custody,
                arrangement=queries.with_the_days_agreed(form.arrangement, arrangement),
                ends_on=form.ends_on,
                judgment=form.cleaned_data["judgment"],
                by=request.user,
                at=timezone.now(),
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"La garde de {child} est modifiée.")
            return redirect("backoffice:child", pk=pk)
    return _editor(request, child, form, names, custody)


def _editor(
    request: AgentRequest, child: Person, form: CustodyForm, names: Names, custody: Custody | None = None
) -> HttpResponse:
    """The form, with the eight weeks that follow once it says a rhythm."""
    today = context.local_date(timezone.now())
    facts: dict[str, Any] = {"child": child, "form": form, "names": names, "custody": custody}
    if form.arrangement is not None:
        first = form.cleaned_data.get("starts_on") or today
        facts["preview"] = queries.preview(form.arrangement, names, first, today)
        facts["sentences"] = queries.sentences_of(form.arrangement, names)
        facts["warnings"] = queries.warnings_of(form.arrangement, names, first)
    return render(request, "backoffice/families/custody.html", facts, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_FAMILIES)
def custody_exception(request: AgentRequest, pk: int, custody_pk: int) -> HttpResponse:
    """Note days that the parents exchange."""
    child, custody = _custody(pk, custody_pk)
    names = names_of(custody)
    form = ExceptionForm(request.POST or None, names=names)
    if request.method == "POST" and form.is_valid():
        try:
            operations.agree_exception(custody=custody, exception=form.exception, by=request.user, at=timezone.now())
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "L’échange de jours est noté.")
            return redirect("backoffice:child", pk=pk)
    facts = {
        "child": child,
        "custody": custody,
        "form": form,
        "names": names,
        "exceptions": from_json(custody.arrangement).exceptions,
    }
    return render(request, "backoffice/families/custody_exception.html", facts, status=422 if form.errors else 200)


@require_POST
@requires(Permission.EDIT_FAMILIES)
def custody_exception_drop(request: AgentRequest, pk: int, custody_pk: int) -> HttpResponse:
    _child, custody = _custody(pk, custody_pk)
    try:
        first = date.fromisoformat(request.POST.get("jour", ""))
    except ValueError:
        raise Http404 from None
    operations.drop_exception(custody=custody, first_day=first, by=request.user, at=timezone.now())
    messages.success(request, "L’échange de jours est annulé.")
    return redirect("backoffice:custody-exception", pk=pk, custody_pk=custody_pk)


@require_POST
@requires(Permission.EDIT_FAMILIES)
def custody_remove(request: AgentRequest, pk: int, custody_pk: int) -> HttpResponse:
    """Erase a custody recorded by mistake."""
    child, custody = _custody(pk, custody_pk)
    form = WhyForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        operations.remove_custody(custody=custody, by=request.user, at=timezone.now(), reason=reason)
        messages.success(request, f"La garde de {child} est supprimée.")
        return redirect("backoffice:child", pk=pk)
    messages.error(request, "Dites pourquoi cette garde est supprimée.")
    return redirect("backoffice:custody-edit", pk=pk, custody_pk=custody_pk)


def _custody(pk: int, custody_pk: int) -> tuple[Person, Custody]:
    child = child_of(pk)
    custodies = child.custodies.select_related("first_household", "second_household")
    return child, get_object_or_404(custodies, pk=custody_pk)
