"""Third persons who must not collect a child: kept by agents, never told to any parent, never erased."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Q

from apps.accounts.models import User
from apps.audit.operations import record
from apps.families.errors import AnswersForTheChild, BarredEnded, BarredEndsTooEarly, BarredKnown
from apps.families.models import BarredPerson, Person
from apps.families.queries import adults_around
from core.identifiers import same_name


@transaction.atomic
def bar_person(
    *,
    child: Person,
    name: str,
    link: str,
    reason: str,
    starts_on: date,
    by: User,
    at: datetime,
    ends_on: date | None = None,
) -> BarredPerson:
    """Record that somebody must not collect the child; `ends_on` is the first day it no longer holds.

    Raises AnswersForTheChild, BarredEndsTooEarly or BarredKnown.
    """
    child = Person.objects.select_for_update(of=("self",)).get(pk=child.pk)
    _check_name(child, name, starts_on)
    if ends_on is not None and ends_on <= starts_on:
        raise BarredEndsTooEarly
    barred = BarredPerson.objects.create(
        child=child,
        name=name,
        link=link,
        reason=reason,
        starts_on=starts_on,
        ends_on=ends_on,
        recorded_at=at,
        recorded_by=by,
    )
    _note("families.barred_recorded", barred, by, at)
    return barred


@transaction.atomic
def end_barring(*, barred: BarredPerson, ends_on: date, reason: str, by: User, at: datetime) -> BarredPerson:
    """Say from which day the person is no longer barred; the first day itself when it was a mistake.

    Raises BarredEnded or BarredEndsTooEarly.
    """
    barred = BarredPerson.objects.select_for_update(of=("self",)).select_related("child").get(pk=barred.pk)
    if barred.ended_at is not None:
        raise BarredEnded
    if ends_on < barred.starts_on:
        raise BarredEndsTooEarly
    barred.ends_on, barred.end_reason = ends_on, reason
    barred.ended_at, barred.ended_by = at, by
    barred.save(update_fields=["ends_on", "end_reason", "ended_at", "ended_by"])
    _note("families.barred_ended", barred, by, at)
    return barred


@transaction.atomic
def read_barring(*, barred: BarredPerson, by: User, at: datetime, why: str) -> tuple[str, str]:
    """Return why the person was barred, and why no longer; who reads it, when and why is kept."""
    _note("families.barred_read", barred, by, at, why)
    return barred.reason, barred.end_reason


def _check_name(child: Person, name: str, day: date) -> None:
    if any(same_name(adult.full_name) == same_name(name) for adult in adults_around(child)):
        raise AnswersForTheChild(name=name)
    running = BarredPerson.objects.filter(child=child).filter(Q(ends_on=None) | Q(ends_on__gt=F("starts_on")))
    if any(same_name(one.name) == same_name(name) for one in running.exclude(ends_on__lte=day).order_by("pk")):
        raise BarredKnown(name=name)


def _note(action: str, barred: BarredPerson, by: User, at: datetime, reason: str = "") -> None:
    record(action=action, actor=by, subject=barred.child, at=at, reason=reason, data={"barred": barred.pk})
