"""The life of an individual care plan (PAI): each move goes through the table of `workflow`."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta

from django.db import transaction

from apps.accounts.models import User
from apps.audit.operations import record
from apps.documents.models import Document
from apps.families.models import Person
from apps.health import notices
from apps.health.enums import PlanStatus
from apps.health.errors import (
    PlanAlreadyAsked,
    PlanChanged,
    PlanDatesWrong,
    PlanEndsAlready,
    PlanReasonMissing,
    PlanSignedLater,
)
from apps.health.models import IndividualPlan
from apps.health.workflow import PLAN_WORKFLOW
from core.diets import keepable
from tenants import context


@transaction.atomic
def ask_plan(
    *,
    child: Person,
    by: User,
    at: datetime,
    subject: str = "",
    packed_lunch: bool = False,
    document: Document | None = None,
) -> IndividualPlan:
    """Ask for a plan, or for the next one while the last is still in force. Raises PlanAlreadyAsked."""
    Person.objects.select_for_update().get(pk=child.pk)
    if IndividualPlan.objects.open().filter(child=child).exists():
        raise PlanAlreadyAsked(name=child.first_names)
    plan = IndividualPlan.objects.create(
        child=child,
        subject=keepable(subject),
        packed_lunch=packed_lunch,
        document=document,
        asked_at=at,
        asked_by=by,
    )
    record(action="health.plan_asked", actor=by, subject=plan, at=at)
    return plan


@transaction.atomic
def take_plan_in_charge(*, plan: IndividualPlan, by: User, at: datetime, version: int | None = None) -> IndividualPlan:
    """Begin to write it with the family, the doctor and the school. Raises PlanChanged or TransitionRefused."""
    plan = _locked(plan, version)
    return _move(plan, PlanStatus.IN_PROGRESS, by=by, at=at)


@transaction.atomic
def sign_plan(
    *,
    plan: IndividualPlan,
    signed_on: date,
    valid_until: date,
    what_to_do: str,
    packed_lunch: bool,
    by: User,
    at: datetime,
    valid_from: date | None = None,
    document: Document | None = None,
    version: int | None = None,
) -> IndividualPlan:
    """Put a plan in force, by default from its signature; the one before it is replaced.

    Raises PlanSignedLater, PlanDatesWrong, PlanEndsAlready, PlanChanged or TransitionRefused.
    """
    plan = _locked(plan, version)
    first_day = valid_from or signed_on
    _check_dates(signed_on, first_day, valid_until, today=context.local_date(at))
    before = IndividualPlan.objects.filter(child=plan.child, status__in=(PlanStatus.SIGNED, PlanStatus.EXPIRED))
    for older in before.select_for_update().order_by("pk"):
        _move(older, PlanStatus.RENEWED, by=by, at=at, closed_at=at)
    _move(
        plan,
        PlanStatus.SIGNED,
        by=by,
        at=at,
        signed_on=signed_on,
        valid_from=first_day,
        valid_until=valid_until,
        what_to_do=what_to_do,
        packed_lunch=packed_lunch,
        document=document or plan.document,
    )
    notices.plan_signed(plan=plan, at=at)
    return plan


@transaction.atomic
def refuse_plan(
    *, plan: IndividualPlan, reason: str, by: User, at: datetime, version: int | None = None
) -> IndividualPlan:
    """Close what was asked without a plan. Raises PlanReasonMissing, PlanChanged or TransitionRefused."""
    plan = _locked(plan, version)
    if not reason.strip():
        raise PlanReasonMissing
    _move(plan, PlanStatus.REFUSED, by=by, at=at, reason=reason.strip(), closed_at=at)
    notices.plan_refused(plan=plan, at=at)
    return plan


@transaction.atomic
def withdraw_plan(
    *, plan: IndividualPlan, by: User, at: datetime, reason: str = "", version: int | None = None
) -> IndividualPlan:
    """Give up a plan that the child needs no longer. Raises PlanChanged or TransitionRefused."""
    plan = _locked(plan, version)
    return _move(plan, PlanStatus.WITHDRAWN, by=by, at=at, reason=reason.strip(), closed_at=at)


def remind_ending_plans(*, at: datetime) -> int:
    """Tell the families, once, that a plan ends in as many days as the commune says; return how many were told."""
    last_day = context.local_date(at) + timedelta(days=context.config().health.plan.reminder_days)
    ending = IndividualPlan.objects.ending_by(last_day).filter(
        reminded_at=None, valid_until__gte=context.local_date(at)
    )
    return _each(ending.values_list("pk", flat=True), lambda plan: _remind(plan, at))


def close_ended_plans(*, at: datetime) -> int:
    """Mark the plans whose last day is over; what they block follows from their dates alone."""
    ended = IndividualPlan.objects.signed().filter(valid_until__lt=context.local_date(at))
    return _each(
        ended.values_list("pk", flat=True),
        lambda plan: _move(plan, PlanStatus.EXPIRED, by=None, at=at),
    )


def _each(numbers: Iterable[int], act: Callable[[IndividualPlan], object]) -> int:
    """Do the same to each plan in a transaction of its own: a worker that dies leaves the rest for the next time."""
    done = 0
    for number in sorted(numbers):
        with transaction.atomic():
            plan = IndividualPlan.objects.signed().select_for_update(skip_locked=True).filter(pk=number).first()
            if plan is not None:
                act(plan)
                done += 1
    return done


def _remind(plan: IndividualPlan, at: datetime) -> None:
    plan.reminded_at = at
    plan.save(update_fields=["reminded_at"])
    if not IndividualPlan.objects.open().filter(child=plan.child).exists():
        notices.plan_ending(plan=plan, at=at)
    record(action="health.plan_reminded", actor=None, subject=plan, at=at)


def _locked(plan: IndividualPlan, version: int | None) -> IndividualPlan:
    locked = IndividualPlan.objects.select_for_update(of=("self",)).select_related("child").get(pk=plan.pk)
    if version is not None and version != locked.version:
        raise PlanChanged
    return locked


def _move(
    plan: IndividualPlan, target: PlanStatus, *, by: User | None, at: datetime, **values: object
) -> IndividualPlan:
    PLAN_WORKFLOW.check(PlanStatus(plan.status), target)
    for name, value in {**values, "status": target, "version": plan.version + 1}.items():
        setattr(plan, name, value)
    plan.save()
    record(action=f"health.plan_{target}", actor=by, subject=plan, at=at)
    return plan


def _check_dates(signed_on: date, first_day: date, valid_until: date, *, today: date) -> None:
    if signed_on > today:
        raise PlanSignedLater
    if valid_until < first_day:
        raise PlanDatesWrong
    if valid_until < today:
        raise PlanEndsAlready
