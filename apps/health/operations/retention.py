"""The health of a child is kept for a school year; its family is asked before, then all of it goes at once."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from apps.accounts.models import User
from apps.audit.operations import record
from apps.documents.operations import release
from apps.families.models import Person
from apps.health import notices, queries
from apps.health.errors import HealthNotYours, NothingToConfirm
from apps.health.models import HealthAccess, HealthKeeping, HealthRecord, IndividualPlan, Vaccination
from apps.health.permissions import keepers_of, may_keep
from apps.health.queries import Keeping
from core.validity import add_months
from tenants import context


@transaction.atomic
def confirm_health(*, child: Person, by: User, at: datetime) -> HealthKeeping:
    """A parent says that all is still exact: it is kept for the school year to come.

    Raises HealthNotYours; NothingToConfirm when nothing is kept, or when nobody asks yet.
    """
    today = context.local_date(at)
    child = Person.objects.select_for_update().get(pk=child.pk)
    if not may_keep(by, child, today):
        raise HealthNotYours
    keeping = queries.keeping_of(child, today)
    if keeping is None or not keeping.is_asked:
        raise NothingToConfirm(name=child.first_names)
    year = str(keeping.asked_year)
    said = {"confirmed_year": year, "confirmed_at": at, "confirmed_by": by}
    row, _ = HealthKeeping.objects.update_or_create(child=child, defaults=said)
    record(action="health.confirmed", actor=by, subject=child, at=at, data={"school_year": year})
    return row


def remind_of_leaving(*, at: datetime) -> int:
    """Ask the parents of each child whose health is about to go; return about how many children they were written."""
    terms, today = context.config().health.retention.terms, context.local_date(at)
    found = queries.keepings(queries.children_kept(), today)
    due = (pk for pk, one in found.items() if terms.reminders_due(one.deadline, today) > one.told)
    return sum(_remind(pk, at) for pk in sorted(due))


def erase_ended(*, at: datetime) -> int:
    """Erase the health of the children whose time is over, and return how many there were; may run twice."""
    today = context.local_date(at)
    found = queries.keepings(queries.children_kept(), today)
    gone = sum(_erase(pk, at) for pk in sorted(pk for pk, one in found.items() if _is_over(one, today)))
    for pk in queries.superseded_plans(today):
        _erase_plan(pk, at)
    return gone


@transaction.atomic
def forget_readings(*, at: datetime) -> int:
    """Delete the readings that the commune keeps no longer, and return how many there were."""
    rules, today = context.config().health.retention, context.local_date(at)
    first_kept = add_months(today, -rules.readings_months)
    count, _ = HealthAccess.objects.filter(at__date__lt=first_kept).delete()
    if count:
        record(action="health.readings_forgotten", actor=None, subject=None, at=at, data={"count": count})
    return count


def _is_over(keeping: Keeping, today: date) -> bool:
    terms = context.config().health.retention.terms
    return terms.is_over(keeping.deadline, told_on=keeping.told_on, today=today)


@transaction.atomic
def _remind(pk: int, at: datetime) -> bool:
    """Write to each parent who keeps the record; a family that nobody can reach has been told as well as can be."""
    today = context.local_date(at)
    child, keeping = _held(pk, today)
    if child is None or keeping is None:
        return False
    due = context.config().health.retention.terms.reminders_due(keeping.deadline, today)
    if due <= keeping.told:
        return False
    told = {"told_of": keeping.deadline, "told_on": keeping.told_on or today, "reminders": due}
    HealthKeeping.objects.update_or_create(child=child, defaults=told)
    notices.health_leaving(child=child, keeping=keeping, to=keepers_of(child, today), at=at)
    record(action="health.leaving_told", actor=None, subject=child, at=at, data={"last_day": str(keeping.deadline)})
    return True


@transaction.atomic
def _erase(pk: int, at: datetime) -> bool:
    today = context.local_date(at)
    child, keeping = _held(pk, today)
    if child is None or keeping is None or not _is_over(keeping, today):
        return False
    documents: list[int | None] = []
    for model in (Vaccination, IndividualPlan):
        rows = model.objects.filter(child=child)
        documents += rows.order_by().values_list("document", flat=True)
        rows.delete()
    HealthRecord.objects.filter(child=child).delete()
    HealthKeeping.objects.filter(child=child).delete()
    record(action="health.erased", actor=None, subject=child, at=at, data={"last_day": str(keeping.deadline)})
    _release(documents, at)
    return True


@transaction.atomic
def _erase_plan(pk: int, at: datetime) -> None:
    plan = IndividualPlan.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
    if plan is not None:
        record(action="health.plan_erased", actor=None, subject=plan, at=at)
        documents = [plan.document_id]
        plan.delete()
        _release(documents, at)


def _held(pk: int, today: date) -> tuple[Person | None, Keeping | None]:
    """Lock a child and read again what is known of it: another run, or a parent, may have come first."""
    child = Person.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
    return child, queries.keeping_of(child, today) if child is not None else None


def _release(documents: Iterable[int | None], at: datetime) -> None:
    release(documents={pk for pk in documents if pk is not None}, at=at)
