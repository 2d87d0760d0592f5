"""What the children of a family are enrolled in, what it allows for each, and the way out of a place."""

from collections.abc import Iterable, Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from apps.activities.queries import today_of
from apps.design.printing import as_attachment, draw
from apps.enrolments import formula, operations, queries
from apps.enrolments.dates import dates_of
from apps.enrolments.enums import EnrolmentStatus
from apps.enrolments.models import AuthorisedPerson, Enrolment
from apps.enrolments.operations import Collector
from apps.enrolments.situation import Situation, situation_of
from apps.enrolments.todo import procedure_in
from apps.enrolments.wording import TONES
from apps.enrolments.workflow import LIVE
from apps.families.models import Person
from apps.families.queries import children_of, household_of, why_not_decided
from apps.health.permissions import told_of
from apps.portal.enrolments.collectors import standings
from apps.portal.enrolments.forms import PermissionsForm, StopForm
from core.blocks import Block
from core.errors import DomainError
from tenants import context


@login_required
@never_cache
@require_GET
def enrolments(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    children = queries.of_family(request.user, today_of(at))
    to_answer = queries.children_to_answer(request.user, today_of(at))
    waits = _waits(request, [enrolment for one in children for enrolment in one.current])
    shown = [
        (one, [(e, _tone(e), waits.get(e.pk, ())) for e in one.current], [(e, _tone(e)) for e in one.past])
        for one in children
    ]
    page = {
        "children": shown,
        "has_family": household_of(request.user) is not None,
        "to_answer": to_answer,
        "enrols_with": procedure_in(context.config()),
        "dates": dates_of(context.config().enrolment, today_of(at)),
    }
    return render(request, "portal/enrolments/list.html", page)


@login_required
@never_cache
@require_GET
def enrolment(request: HttpRequest, pk: int) -> HttpResponse:
    found = _enrolment_or_404(request, pk)
    may_stop, may_change_units = _may_stop(request, found), formula.may_change(request.user, found)
    page = {
        "enrolment": found,
        "tone": _tone(found),
        "waits": _waits(request, [found]).get(found.pk, ()),
        "may_stop": may_stop,
        "may_change_units": may_change_units,
        "refusal": why_not_decided(request.user, found.child) if may_stop or may_change_units else "",
    }
    return render(request, "portal/enrolments/detail.html", page)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def enrolment_stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave a place from a day on, or give up one that is asked or waited for."""
    found = _enrolment_or_404(request, pk)
    if not _may_stop(request, found):
        raise Http404
    if why_not_decided(request.user, found.child):
        return redirect("portal:enrolment", pk=found.pk)
    at = timezone.now()
    ending = found.status == EnrolmentStatus.ACTIVE
    form = (
        StopForm(request.POST if request.method == "POST" else None, enrolment=found, today=today_of(at))
        if ending
        else None
    )
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            if form is None:
                operations.cancel(enrolment=found, reason="", by=request.user, at=at)
            else:
                operations.end(enrolment=found, by=request.user, at=at, **form.cleaned_data)
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "C’est noté : vous recevez un courriel de confirmation.")
        return redirect("portal:enrolments")
    page = {"enrolment": found, "form": form, "tone": _tone(found)}
    return render(request, "portal/enrolments/stop.html", page, status=422 if form and form.errors else 200)


@login_required
@never_cache
@require_GET
def enrolment_blocks(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """All that keeps a child from one activity, each with the page where it is mended."""
    found = situation_of(request.user, timezone.now())
    child = _child_of(found, pk)
    offer = found.offer(child, key)
    if offer is None:
        raise Http404
    blocks = found.blocks(child, offer) or (*offer.meals, *offer.waits)
    page = {"child": child, "offer": offer, "blocks": blocks}
    return render(request, "portal/enrolments/blocks.html", page)


@login_required
@never_cache
@require_GET
def enrolment_certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """The places of a child on this day, on a sheet for an employer, the CAF or an association."""
    at = timezone.now()
    today = today_of(at)
    one = next((one for one in queries.of_family(request.user, today) if one.child.pk == pk), None)
    if one is None or not one.places:
        raise Http404
    facts = {
        "child": one.child,
        "enrolments": one.places,
        "asked_by": request.user,
        "printed_at": at,
        "config": context.config(),
        "service": context.config().service(one.places[0].activity.service),
    }
    try:
        sheet = draw("portal/enrolments/certificate.html", facts, pages=1)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("portal:enrolments")
    return as_attachment(sheet.content, "attestation-inscription.pdf")


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def child_permissions(request: HttpRequest, pk: int) -> HttpResponse:
    """What a family allows for one child, and who may collect it: changed at once, at any time."""
    household = household_of(request.user)
    child = get_object_or_404(children_of(request.user, on=today_of(timezone.now())).born(), pk=pk)
    if household is None or not household.members.filter(person=child).exists():
        raise Http404
    at = timezone.now()
    asked = queries.child_permissions(child, household, today_of(at))
    form = PermissionsForm(
        _typed(request),
        texts=asked.texts,
        contacts=asked.contacts,
        answers=asked.by_field(),
        allowed=asked.allowed_contacts,
        today=today_of(at),
    )
    if request.method == "POST" and form.is_valid():
        try:
            operations.change_answers(
                child=child,
                household=household,
                permissions=form.permissions(),
                collectors=_collectors(form, asked.others),
                by=request.user,
                at=at,
                today=today_of(at),
            )
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"Vos choix pour {child.first_names} sont enregistrés.")
            return redirect("portal:enrolments")
    page = {
        "child": child,
        "form": form,
        "refusal": why_not_decided(request.user, child),
        "named": standings(queries.named_by(child, household), today_of(at)),
    }
    return render(request, "portal/enrolments/permissions.html", page, status=422 if form.errors else 200)


def _collectors(form: PermissionsForm, others: Iterable[AuthorisedPerson]) -> list[Collector]:
    """Return the contacts that were ticked, and those named otherwise, whom this page leaves as they are."""
    ticked = (Collector.from_contact(contact, until) for contact, until in form.allowed_contacts())
    return [*ticked, *map(Collector.from_person, others)]


def _typed(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _enrolment_or_404(request: HttpRequest, pk: int) -> Enrolment:
    found = queries.enrolment_of(request.user, pk, today_of(timezone.now()))
    if found is None:
        raise Http404
    return found


def _child_of(found: Situation, pk: int) -> Person:
    child = next((child for child in found.children if child.pk == pk), None)
    if child is None:
        raise Http404
    return child


def _may_stop(request: HttpRequest, found: Enrolment) -> bool:
    """The household that enrolled the child ends it; the other parent's household sees it."""
    mine = household_of(request.user)
    return found.status in LIVE and mine is not None and found.household_id == mine.pk


def _waits(request: HttpRequest, listed: Sequence[Enrolment]) -> dict[int, tuple[Block, ...]]:
    """Return what keeps the children from coming, as this person may know it; nothing is read without enrolment."""
    if not listed:
        return {}
    today = today_of(timezone.now())
    return queries.kept_waiting(listed, today, told_of(request.user, {one.child for one in listed}, today))


def _tone(found: Enrolment) -> str:
    return TONES.get(found.status, "neutral")
