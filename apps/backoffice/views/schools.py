"""The schools of the commune: their pupils, the correction of one, and the passage to the next year."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.accounts.permissions import Permission
from apps.activities import operations
from apps.activities.models import Promotion
from apps.activities.promotions import can_be_undone, live_promotion, plan_of
from apps.activities.queries import schooling_of, today_of
from apps.activities.queries import schools as current_schools
from apps.backoffice.access import AgentRequest, requires
from apps.backoffice.forms.schools import PromotionForm, PupilForm
from apps.backoffice.lists import page_of
from apps.backoffice.queries import catalogue as queries
from apps.families.models import Person
from core.errors import DomainError
from core.schooling import SchoolYear


@require_GET
@requires(Permission.SEE_ACTIVITIES)
def schools(request: AgentRequest) -> HttpResponse:
    running = _running()
    year = _year(request.GET.get("annee", ""), running)
    values = {"lines": queries.school_lines(year), "year": year, "years": _years(running, year)}
    return render(request, "backoffice/catalogue/schools.html", values)


@require_GET
@requires(Permission.SEE_ACTIVITIES)
def school(request: AgentRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(current_schools(), slug=slug)
    running = _running()
    year = _year(request.GET.get("annee", ""), running)
    page = page_of(request, queries.roll_of(found, year))
    return render(
        request,
        "backoffice/catalogue/school.html",
        {
            "school": found,
            "year": year,
            "years": _years(running, year),
            "page": page,
            "lines": queries.with_families(page.object_list),
            "promotion": live_promotion(found, year),
        },
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_SCHOOLING)
def pupil(request: AgentRequest, pk: int, year: str) -> HttpResponse:
    """Correct the school, the level or the class of one child."""
    child = get_object_or_404(Person.objects.born().exclude(birth_date=None), pk=pk)
    asked = _year(year, None)
    known = schooling_of(child, asked)
    form = PupilForm(request.POST if request.method == "POST" else None, schools=list(current_schools()), known=known)
    if form.is_valid():
        try:
            written = operations.record_schooling(
                child=child, year=asked, by=request.user, at=timezone.now(), **form.values
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{child.full_name} : {written.level_label}, {written.place}.")
            return (
                redirect("backoffice:school", slug=written.school.slug)
                if written.school
                else redirect("backoffice:schools")
            )
    values = {"child": child, "year": asked, "known": known, "form": form}
    return render(request, "backoffice/catalogue/pupil.html", values)


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_SCHOOLING)
def promotion(request: AgentRequest, slug: str, year: str) -> HttpResponse:
    """Preview where every pupil goes next year, tick the exceptions, preview again or apply."""
    found = get_object_or_404(current_schools(), slug=slug)
    asked = _year(year, None)
    applied = live_promotion(found, asked)
    plan = plan_of(found, asked)
    form = PromotionForm(request.POST if request.method == "POST" else None, plan=plan)
    chosen = form.chosen if request.method == "POST" else {}
    if "appliquer" in request.POST and form.is_valid():
        try:
            done = operations.apply_promotion(
                school=found,
                year=asked,
                chosen=chosen,
                seen=form.cleaned_data["seen"],
                by=request.user,
                at=timezone.now(),
            )
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"{done.pupils} élèves ont leur classe de {done.to_year}.")
        return redirect("backoffice:promotion", slug=slug, year=year)
    return render(
        request,
        "backoffice/catalogue/promotion.html",
        {
            "school": found,
            "plan": plan_of(found, asked, chosen) if chosen else plan,
            "applied": applied,
            "undoable": applied is not None and can_be_undone(applied),
        },
    )


@require_POST
@requires(Permission.EDIT_SCHOOLING)
def promotion_undo(request: AgentRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Promotion.objects.select_related("school"), pk=pk)
    try:
        operations.undo_promotion(promotion=found, by=request.user, at=timezone.now())
        messages.success(request, f"Le passage vers {found.to_year} est annulé : rien n’en reste.")
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect("backoffice:promotion", slug=found.school.slug, year=found.from_year)


def _years(running: SchoolYear, shown: SchoolYear) -> list[tuple[str, str, bool]]:
    return [(str(year), f"?annee={year}", year == shown) for year in queries.years_known(running)]


def _running() -> SchoolYear:
    return SchoolYear.of(today_of(timezone.now()))


def _year(text: str, default: SchoolYear | None) -> SchoolYear:
    """Return the school year that an address names; one that does not exist is not a page."""
    if not text and default is not None:
        return default
    try:
        return SchoolYear.parse(text)
    except ValueError:
        raise Http404 from None
