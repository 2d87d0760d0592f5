"""A child, its households side by side, its custody and what judges decided."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.accounts.permissions import Permission
from apps.audit.queries import history_of
from apps.backoffice.access import AgentRequest, requires
from apps.backoffice.forms.custody import EndForm, RestrictionForm, WhyForm
from apps.backoffice.queries import child_file as queries
from apps.backoffice.queries.collectors import namesakes
from apps.backoffice.queries.journal import lines_of
from apps.families import operations
from apps.families.enums import RestrictionKind
from apps.families.models import Custody, Person, Restriction
from apps.families.queries import adults_around, has_portrait, portrait_state
from communes_config.schema import FamilyField, FieldState
from core.errors import DomainError
from tenants import context

JUDGMENT = "Jugement concernant"


@require_GET
@requires(Permission.SEE_FAMILIES)
def child(request: AgentRequest, pk: int) -> HttpResponse:
    return page(request, child_of(pk))


def page(request: AgentRequest, child: Person, **more: object) -> HttpResponse:
    today = context.local_date(timezone.now())
    file = queries.child_file(child, today, month_asked(request, today))
    facts = {
        "file": file,
        "child": child,
        "namesakes": namesakes(child, file.forbidden, today),
        "has_portrait": portrait_state(FamilyField.CHILD_PHOTO) != FieldState.HIDDEN and has_portrait(child),
        "history": lines_of(history_of(child)[:20]),
        "why_form": WhyForm(),
        **more,
    }
    return render(request, "backoffice/families/child.html", facts)


def child_of(pk: int) -> Person:
    return get_object_or_404(queries.children(), pk=pk)


def month_asked(request: HttpRequest, today: date) -> date:
    """Return the first day of the month in the address (`?mois=2026-09`), or of this month."""
    year, _dash, month = request.GET.get("mois", "").partition("-")
    try:
        asked = date(int(year), int(month), 1)
    except ValueError:
        return today.replace(day=1)
    return asked if abs(asked.year - today.year) <= 2 else today.replace(day=1)


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_FAMILIES)
def restriction_new(request: AgentRequest, pk: int) -> HttpResponse:
    child = child_of(pk)
    form = RestrictionForm(request.POST or None, adults=list(adults_around(child)))
    if request.method == "POST" and form.is_valid():
        try:
            operations.record_restriction(
                child=child,
                adult=form.adult_chosen,
                kind=RestrictionKind(form.cleaned_data["kind"]),
                starts_on=form.cleaned_data["starts_on"],
                ends_on=form.ends_on,
                reference=form.cleaned_data["reference"],
                judgment=form.cleaned_data["judgment"],
                by=request.user,
                at=timezone.now(),
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"La restriction est enregistrée pour {form.adult_chosen}.")
            return redirect("backoffice:child", pk=pk)
    facts = {"child": child, "form": form}
    return render(request, "backoffice/families/restriction.html", facts, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_FAMILIES)
def restriction_end(request: AgentRequest, pk: int, restriction_pk: int) -> HttpResponse:
    """Say until when it holds; or erase it when it was recorded by mistake."""
    child = child_of(pk)
    restriction = get_object_or_404(child.restrictions.select_related("adult"), pk=restriction_pk)
    mistaken = request.POST.get("suite") == "erreur"
    form = WhyForm(request.POST) if mistaken else EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _end(restriction, form, request)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "C’est enregistré.")
            return redirect("backoffice:child", pk=pk)
    facts = {
        "child": child,
        "restriction": restriction,
        "form": EndForm() if mistaken else form,
        "mistake_form": form if mistaken else WhyForm(prefix=None),
    }
    return render(request, "backoffice/families/restriction_end.html", facts, status=422 if form.errors else 200)


def _end(restriction: Restriction, form: EndForm | WhyForm, request: AgentRequest) -> None:
    known = {"restriction": restriction, "by": request.user, "at": timezone.now()}
    reason = form.cleaned_data["reason"]
    if isinstance(form, EndForm):
        last = form.cleaned_data["last_day"]
        operations.end_restriction(**known, ends_on=date.fromordinal(last.toordinal() + 1), reason=reason)
    else:
        operations.remove_restriction(**known, reason=reason)


@require_POST
@requires(Permission.SEE_JUDGMENTS)
def judgment(request: AgentRequest, pk: int) -> HttpResponse:
    """Show what is kept of a judgment, or why somebody is barred; who reads it, and why, is written down first."""
    child = child_of(pk)
    form = WhyForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Dites pourquoi vous faites cette lecture.")
        return redirect("backoffice:child", pk=pk)
    why = form.cleaned_data["reason"]
    title, rows = _read(request, child, why)
    facts = {"child": child, "title": title, "rows": rows, "why": why}
    return render(request, "backoffice/families/judgment.html", facts)


def _read(request: AgentRequest, child: Person, why: str) -> tuple[str, list[tuple[str, str]]]:
    said = {"by": request.user, "at": timezone.now(), "why": why}
    if custody_pk := request.POST.get("garde"):
        custody = get_object_or_404(Custody.objects.filter(child=child), pk=_number(custody_pk))
        text = operations.read_custody_judgment(custody=custody, **said)
        return JUDGMENT, [("Jugement ou convention", text)]
    if barred_pk := request.POST.get("consigne"):
        barred = get_object_or_404(child.barred_persons.all(), pk=_number(barred_pk))
        reason, end_reason = operations.read_barring(barred=barred, **said)
        ended = [("Pourquoi cela a pris fin", end_reason)] if end_reason else []
        return f"Pourquoi {barred.name} ne doit pas venir chercher", [("Raison", reason), *ended]
    restriction = get_object_or_404(child.restrictions.all(), pk=_number(request.POST.get("restriction", "")))
    reference, text = operations.read_judgment(restriction=restriction, **said)
    return JUDGMENT, [("Référence", reference), ("À retenir", text)]


def _number(typed: str) -> int:
    """Return the number that a button sends; anything else is nobody's."""
    return int(typed) if typed.isascii() and typed.isdigit() else 0
