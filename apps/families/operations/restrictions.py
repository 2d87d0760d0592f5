"""What a judge forbids an adult about a child: recorded by an agent, never told to that adult."""

from datetime import date, datetime

from django.db import transaction

from apps.accounts.models import User
from apps.audit.operations import record
from apps.families.enums import RestrictionKind
from apps.families.errors import NotAnAdultOfTheChild, RestrictionEndsTooEarly, RestrictionKnown
from apps.families.models import Person, Restriction
from apps.families.queries import adults_around


@transaction.atomic
def record_restriction(
    *,
    child: Person,
    adult: Person,
    kind: RestrictionKind,
    starts_on: date,
    by: User,
    at: datetime,
    reference: str,
    ends_on: date | None = None,
    judgment: str = "",
) -> Restriction:
    """Record what a judgment forbids; `reference` names the judgment. `ends_on` is the first day it no longer holds.

    Raises NotAnAdultOfTheChild, RestrictionEndsTooEarly or RestrictionKnown.
    """
    child = Person.objects.select_for_update(of=("self",)).get(pk=child.pk)
    if adult.pk not in {person.pk for person in adults_around(child)}:
        raise NotAnAdultOfTheChild(name=adult.full_name)
    _check_dates(starts_on, ends_on)
    if Restriction.objects.filter(child=child, adult=adult, kind=kind, ends_on=None).exists():
        raise RestrictionKnown
    restriction = Restriction.objects.create(
        child=child,
        adult=adult,
        kind=kind,
        starts_on=starts_on,
        ends_on=ends_on,
        reference=reference,
        judgment=judgment,
        recorded_at=at,
        recorded_by=by,
    )
    _note("families.restriction_recorded", restriction, by, at)
    return restriction


@transaction.atomic
def end_restriction(*, restriction: Restriction, ends_on: date, by: User, at: datetime, reason: str) -> Restriction:
    """Say from which day the judgment no longer holds. Raises RestrictionEndsTooEarly."""
    restriction = Restriction.objects.select_for_update(of=("self",)).select_related("child").get(pk=restriction.pk)
    _check_dates(restriction.starts_on, ends_on)
    restriction.ends_on = ends_on
    restriction.save(update_fields=["ends_on"])
    _note("families.restriction_ended", restriction, by, at, reason)
    return restriction


@transaction.atomic
def remove_restriction(*, restriction: Restriction, by: User, at: datetime, reason: str) -> None:
    """Erase a restriction recorded by mistake: it never was."""
    _note("families.restriction_removed", restriction, by, at, reason)
    restriction.delete()


@transaction.atomic
def read_judgment(*, restriction: Restriction, by: User, at: datetime, why: str) -> tuple[str, str]:
    """Return the reference and the text of the judgment; who reads it, when and why is kept."""
    _note("families.judgment_read", restriction, by, at, why)
    return restriction.reference, restriction.judgment


def _check_dates(starts_on: date, ends_on: date | None) -> None:
    if ends_on is not None and ends_on <= starts_on:
        raise RestrictionEndsTooEarly


def _note(action: str, restriction: Restriction, by: User, at: datetime, reason: str = "") -> None:
    data = {"restriction": restriction.pk, "adult": restriction.adult_id, "kind": restriction.kind}
    record(action=action, actor=by, subject=restriction.child, at=at, reason=reason, data=data)
