"""The enrolments in the activities of an agent's services: lists, places, the desk."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.accounts.permissions import Permission
from apps.activities.queries import today_of
from apps.audit.queries import history_of
from apps.backoffice.access import AgentRequest, requires
from apps.backoffice.forms.enrolments import AnswerForm, DeskForm, EndForm, EnrolmentFilters
from apps.backoffice.lists import page_of
from apps.backoffice.queries import enrolments as queries
from apps.backoffice.queries.child_file import Forbidden, forbidden_among, forbidden_on
from apps.backoffice.queries.collectors import collectors_at_the_desk, namesakes
from apps.backoffice.queries.families import title_of
from apps.backoffice.queries.journal import lines_of
from apps.enrolments import operations, reading
from apps.enrolments.enums import EnrolmentStatus
from apps.enrolments.models import AuthorisedPerson, Enrolment
from apps.enrolments.queries import activities_in_scope, in_scope, kept_waiting
from apps.enrolments.situation import Line, Situation, situation
from apps.enrolments.wording import TONES
from apps.families.models import Household, Person
from apps.families.queries import households_of_child
from apps.health import queries as health
from apps.health.models import IndividualPlan
from core.blocks import Block
from core.errors import DomainError

GIVEN_UP = (EnrolmentStatus.WAITING, EnrolmentStatus.ACTIVE)


@require_GET
@requires(Permission.SEE_ENROLMENTS)
def enrolments(request: AgentRequest) -> HttpResponse:
    """The children of an activity, or of all; the groups of the chosen one say how full they are."""
    today = today_of(timezone.now())
    activities = list(activities_in_scope(request.agent.scope(Permission.SEE_ENROLMENTS)))
    chosen = next((one for one in activities if one.slug == request.GET.get("activite")), None)
    groups = [group for group in chosen.groups.all() if group.archived_at is None] if chosen else []
    years = queries.years(today)
    filters = EnrolmentFilters(request.GET, activities=activities, groups=groups, years=years)
    filters.is_valid()
    year = filters.cleaned_data.get("annee") or years[0]
    scope = request.agent.scope(Permission.SEE_ENROLMENTS)
    page = page_of(request, queries.filtered(in_scope(scope), filters.cleaned_data, year))
    context = {
        "filters": filters,
        "page": page,
        "rows": _rows(list(page.object_list), today),
        "chosen": chosen,
        "year": year,
        "groups": queries.occupancy_of(groups, year, today),
        "counts": [] if chosen else queries.counts(activities, year),
    }
    return render(request, "backoffice/enrolments/list.html", context)


@require_GET
@requires(Permission.SEE_ENROLMENTS)
def enrolment(request: AgentRequest, pk: int) -> HttpResponse:
    return _page(request, _enrolment(request, pk, Permission.SEE_ENROLMENTS))


@require_POST
@requires(Permission.EDIT_ENROLMENTS)
def enrolment_admit(request: AgentRequest, pk: int) -> HttpResponse:
    found = _enrolment(request, pk)
    try:
        operations.admit(enrolment=found, by=request.user, at=timezone.now())
    except DomainError as refusal:
        return _page(request, found, refusal=str(refusal))
    messages.success(request, f"{found.child.first_names} a la place : la famille est prévenue.")
    return redirect("backoffice:enrolment", pk=pk)


@require_POST
@requires(Permission.EDIT_ENROLMENTS)
def enrolment_end(request: AgentRequest, pk: int) -> HttpResponse:
    found = _enrolment(request, pk)
    form = EndForm(request.POST, enrolment=found)
    if not form.is_valid():
        return _page(request, found, end_form=form)
    try:
        operations.end(enrolment=found, by=request.user, at=timezone.now(), **form.cleaned_data)
    except DomainError as refusal:
        return _page(request, found, refusal=str(refusal))
    messages.success(request, "L’inscription est arrêtée : la famille est prévenue.")
    return redirect("backoffice:enrolment", pk=pk)


@require_POST
@requires(Permission.EDIT_ENROLMENTS)
def enrolment_cancel(request: AgentRequest, pk: int) -> HttpResponse:
    found = _enrolment(request, pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, found, cancel_form=form)
    reason = form.cleaned_data["reason"]
    try:
        operations.cancel(enrolment=found, reason=reason, by=request.user, at=timezone.now())
    except DomainError as refusal:
        return _page(request, found, refusal=str(refusal))
    messages.success(request, "L’inscription est annulée : la famille est prévenue.")
    return redirect("backoffice:enrolment", pk=pk)


@require_GET
@requires(Permission.SEE_ENROLMENTS)
def enrolments_of_child(request: AgentRequest, pk: int) -> HttpResponse:
    """What a child does, and what an agent may enrol it in at the desk."""
    child = _child(pk)
    at = timezone.now()
    scope = request.agent.scope(Permission.SEE_ENROLMENTS)
    enrolled = in_scope(scope).filter(child=child)
    found = _situation(child, None)
    offers = [
        (offer, blocks, () if blocks else (*offer.meals, *offer.waits))
        for offer in found.offers.get(child.pk, ())
        if scope.covers(offer.activity.service)
        for blocks in [found.blocks(child, offer)]
    ]
    context = {
        "child": child,
        "enrolments": [(row, TONES.get(row.status, "neutral")) for row in enrolled],
        "offers": offers,
        "care_plan": _care_plan(request, child, *(block for one in offers for block in (*one[1], *one[2]))),
        "households": [(home, title_of(home)) for home in households_of_child(child)],
        **_at_the_door(child, today_of(at)),
    }
    return render(request, "backoffice/enrolments/child.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_ENROLMENTS)
def enrolment_new(request: AgentRequest, pk: int, key: str) -> HttpResponse:
    """Enrol a child at the desk, by the rules that its family has."""
    child = _child(pk)
    households = [(home, title_of(home)) for home in households_of_child(child)]
    home = next((one for one, _title in households if str(one.pk) == request.POST.get("household")), None)
    found = _situation(child, home)
    offer = found.offer(child, key)
    if offer is None or not households or not _edits(request, offer.activity.service):
        raise Http404
    line = Line(child=child, offer=offer)
    blocks = found.blocks(child, offer)
    groups = offer.groups or tuple(one for one in offer.activity.groups.all() if one.archived_at is None)
    typed = request.POST if request.method == "POST" else None
    form = DeskForm(typed, line=line, groups=groups, households=households, blocked=bool(blocks))
    refusal = ""
    if request.method == "POST" and form.is_valid() and home is not None:
        try:
            made = _enrol(request, home, line, form, blocks)
        except DomainError as problem:
            refusal = str(problem)
        else:
            messages.success(request, f"{child.first_names} : {made.get_status_display().lower()}.")
            return redirect("backoffice:enrolment", pk=made.pk)
    context = {
        "child": child,
        "offer": offer,
        "line": line,
        "blocks": blocks,
        "meals": () if blocks else offer.meals,
        "waits": () if blocks else offer.waits,
        "care_plan": _care_plan(request, child, *blocks, *offer.meals, *offer.waits),
        "form": form,
        "refusal": refusal,
        "groups": queries.occupancy_of(groups, line.school_year, found.today),
    }
    return render(request, "backoffice/enrolments/new.html", context, status=422 if form.errors or refusal else 200)


@require_POST
@requires(Permission.EDIT_ENROLMENTS)
def collector_check(request: AgentRequest, pk: int) -> HttpResponse:
    """Note that an agent saw the identity paper of somebody who comes for a child."""
    enrolled = in_scope(request.agent.scope(Permission.EDIT_ENROLMENTS)).values("child")
    person = get_object_or_404(AuthorisedPerson, pk=pk, child__in=enrolled)
    at = timezone.now()
    operations.check_identity(person=person, by=request.user, at=at, today=today_of(at))
    messages.success(request, f"L’identité de {person.full_name} est vérifiée.")
    return redirect("backoffice:child-enrolments", pk=person.child_id)


def _enrol(request: AgentRequest, home: Household, line: Line, form: DeskForm, blocks: tuple) -> Enrolment:
    wish = reading.wish(home, line, form.answers(), groups=tuple(line.offer.activity.groups.all()))
    closed = dict.fromkeys(block for unit in wish.units for block in line.offer.unit_blocks(unit))
    return operations.enrol(
        wish=wish,
        blocks=(*blocks, *closed),
        waive=form.cleaned_data.get("waive", ""),
        waiting=form.cleaned_data["waiting"],
        by=request.user,
        at=timezone.now(),
    )


def _care_plan(request: AgentRequest, child: Person, *blocks: Block) -> IndividualPlan | None:
    """Return the plan that blocks speak of to who may open it: its page writes each reading down."""
    spoken_of = any(block.code in health.PLAN_CODES for block in blocks)
    if not spoken_of or Permission.EDIT_HEALTH not in request.agent.granted:
        return None
    return health.standings([child])[child.pk].plan_to_follow


def _page(request: AgentRequest, found: Enrolment, **more: object) -> HttpResponse:
    found.refresh_from_db()
    status = EnrolmentStatus(found.status)
    may_edit = _edits(request, found.activity.service)
    forms = {
        "may_admit": may_edit and status == EnrolmentStatus.WAITING,
        "end_form": EndForm(enrolment=found) if may_edit and status == EnrolmentStatus.ACTIVE else None,
        "cancel_form": AnswerForm()
        if may_edit and status in {EnrolmentStatus.WAITING, EnrolmentStatus.ACTIVE}
        else None,
    }
    today = today_of(timezone.now())
    groups = [found.group] if found.group else []
    waits = kept_waiting([found], today).get(found.pk, ())
    context = {
        "enrolment": found,
        "child": found.child,
        "tone": TONES.get(status, "neutral"),
        "waits": waits,
        "care_plan": _care_plan(request, found.child, *waits),
        "groups": queries.occupancy_of(groups, found.school_year, today),
        "household_title": title_of(found.household),
        **_at_the_door(found.child, today),
        "history": lines_of(history_of(found)[:20]),
        "followed_by": Enrolment.objects.select_related("group").filter(follows=found).first(),
        "refusal": "",
        **forms,
        **more,
    }
    bad = more.get("refusal") or any(getattr(value, "errors", None) for value in more.values())
    return render(request, "backoffice/enrolments/detail.html", context, status=422 if bad else 200)


def _at_the_door(child: Person, today: date) -> dict[str, object]:
    """Who may come for the child and who must not."""
    forbidden = forbidden_on(child, today)
    return {
        "restrictions": forbidden,
        "collectors": collectors_at_the_desk(child, forbidden, today),
        "namesakes": namesakes(child, forbidden, today),
    }


def _rows(rows: list[Enrolment], today: date) -> list[tuple[Enrolment, str, list[Forbidden]]]:
    """Return each enrolment with its tone and what is forbidden about the child."""
    bans = forbidden_among({row.child_id for row in rows}, today)
    return [(row, TONES.get(row.status, "neutral"), bans.get(row.child_id, [])) for row in rows]


def _enrolment(request: AgentRequest, pk: int, permission: Permission = Permission.EDIT_ENROLMENTS) -> Enrolment:
    return get_object_or_404(in_scope(request.agent.scope(permission)), pk=pk)


def _child(pk: int) -> Person:
    return get_object_or_404(Person.objects.living_apart().born().filter(memberships__role="child").distinct(), pk=pk)


def _situation(child: Person, home: Household | None) -> Situation:
    return situation(home, [child], timezone.now())


def _edits(request: AgentRequest, service: str) -> bool:
    return request.agent.scope(Permission.EDIT_ENROLMENTS).covers(service)
