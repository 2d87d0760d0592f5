"""A place that changes from a day on: what it was until then stays written."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from apps.accounts.models import User
from apps.activities.models import Group, Site, Unit
from apps.audit.operations import record
from apps.enrolments import notices
from apps.enrolments.enums import EnrolmentStatus
from apps.enrolments.errors import AlreadyEnrolled, ChangeOutside, DatesOutside, NotChangeable, SamePlace
from apps.enrolments.models import Enrolment
from apps.enrolments.operations.moves import locked, move
from apps.enrolments.operations.places import check_room, hold_children, lock_groups
from core.periods import Period as Days
from core.schooling import SchoolYear

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Place:
    """What a place is: where, with whom, with which units, from a day to another, both included."""

    site: Site | None
    group: Group | None
    units: tuple[Unit, ...]
    starts_on: date
    ends_on: date

    @classmethod
    def of(cls, enrolment: Enrolment) -> "Place":
        return cls(
            site=enrolment.site,
            group=enrolment.group,
            units=tuple(enrolment.units.order_by("pk")),
            starts_on=enrolment.starts_on,
            ends_on=enrolment.ends_on,
        )

    @property
    def kind(self) -> tuple[int | None, int | None, frozenset[int]]:
        """All of it but the dates."""
        return (
            self.site.pk if self.site else None,
            self.group.pk if self.group else None,
            frozenset(unit.pk for unit in self.units),
        )


@transaction.atomic
def change_place(
    *, enrolment: Enrolment, wanted: Place, from_day: date, reason: str, by: User, at: datetime
) -> Enrolment:
    """Change a place from a day on, and return the row that says what it is from then.

    What changes from the first day, or only the dates, changes the row; otherwise it ends the day before and another
    one follows it. Raises NotChangeable, SamePlace, DatesOutside, ChangeOutside, AlreadyEnrolled, GroupFull.
    """
    hold_children([enrolment.child])
    enrolment = locked(enrolment)
    known = Place.of(enrolment)
    _check(enrolment, known, wanted, from_day)
    is_split = wanted.kind != known.kind and from_day > wanted.starts_on
    if enrolment.status == EnrolmentStatus.ACTIVE:
        _check_room(enrolment, known, wanted, from_day if is_split else wanted.starts_on)
    changed = _follow(enrolment, wanted, from_day, by, at) if is_split else _rewrite(enrolment, wanted, at)
    data = {"from": from_day.isoformat(), "before": _said(known), "after": _said(wanted)}
    record(action="enrolments.changed", actor=by, subject=changed, at=at, reason=reason.strip(), data=data)
    notices.changed(enrolment=changed, from_day=max(from_day, changed.starts_on), word=reason.strip(), at=at)
    return changed


def limits_of(enrolment: Enrolment) -> tuple[date, date]:
    """Return the first and the last day that the place may have: those of its period, or of its school year."""
    if enrolment.period is not None:
        return enrolment.period.first_day, enrolment.period.last_day
    year = SchoolYear.of(enrolment.starts_on)
    return year.first_day, max(year.last_day, enrolment.ends_on)


def _check(enrolment: Enrolment, known: Place, wanted: Place, from_day: date) -> None:
    if enrolment.status not in {EnrolmentStatus.ACTIVE, EnrolmentStatus.WAITING}:
        raise NotChangeable(state=EnrolmentStatus(enrolment.status).label.lower())
    days = (wanted.starts_on, wanted.ends_on)
    if wanted.kind == known.kind and days == (known.starts_on, known.ends_on):
        raise SamePlace
    first, last = limits_of(enrolment)
    if not min(first, known.starts_on) <= wanted.starts_on <= wanted.ends_on <= max(last, known.ends_on):
        raise DatesOutside(first=first, last=last)
    if wanted.kind != known.kind and not wanted.starts_on <= from_day <= wanted.ends_on:
        raise ChangeOutside(first=wanted.starts_on, last=wanted.ends_on)
    same = Enrolment.objects.filter(child=enrolment.child, activity=enrolment.activity).exclude(pk=enrolment.pk)
    if same.attending().filter(starts_on__lte=wanted.ends_on, ends_on__gte=wanted.starts_on).exists():
        raise AlreadyEnrolled(child=enrolment.child.first_names, activity=enrolment.activity.title)


def _check_room(enrolment: Enrolment, known: Place, wanted: Place, from_day: date) -> None:
    """Hold both groups; the one that is left must still have room for days added before the change."""
    groups = lock_groups([known.group, wanted.group])
    if wanted.group is not None:
        days = Days.from_inclusive(from_day, wanted.ends_on)
        check_room(groups[wanted.group.pk], enrolment.child, days, besides=enrolment)
    if known.group is not None and wanted.starts_on < from_day:
        days = Days.from_inclusive(wanted.starts_on, from_day - ONE_DAY)
        check_room(groups[known.group.pk], enrolment.child, days, besides=enrolment)


def _rewrite(enrolment: Enrolment, wanted: Place, at: datetime) -> Enrolment:
    values = {
        "site": wanted.site,
        "group": wanted.group,
        "starts_on": wanted.starts_on,
        "ends_on": wanted.ends_on,
        "updated_at": at,
    }
    for name, value in values.items():
        setattr(enrolment, name, value)
    enrolment.save(update_fields=list(values))
    enrolment.units.set(wanted.units)
    return enrolment


def _follow(enrolment: Enrolment, wanted: Place, from_day: date, by: User, at: datetime) -> Enrolment:
    days = {"starts_on": wanted.starts_on, "ends_on": from_day - ONE_DAY}
    move(enrolment, EnrolmentStatus.ENDED, by=by, at=at, **days)
    follower = Enrolment.objects.create(
        child=enrolment.child,
        household=enrolment.household,
        activity=enrolment.activity,
        period=enrolment.period,
        school_year=enrolment.school_year,
        site=wanted.site,
        group=wanted.group,
        starts_on=from_day,
        ends_on=wanted.ends_on,
        status=EnrolmentStatus.ACTIVE,
        case=enrolment.case,
        follows=enrolment,
        requested_at=enrolment.requested_at,
        requested_by=enrolment.requested_by,
        decided_at=at,
        decided_by=by,
        updated_at=at,
    )
    follower.units.set(wanted.units)
    return follower


def _said(place: Place) -> dict[str, object]:
    return {
        "site": place.site.slug if place.site else "",
        "group": place.group.slug if place.group else "",
        "units": [unit.slug for unit in place.units],
        "starts_on": place.starts_on.isoformat(),
        "ends_on": place.ends_on.isoformat(),
    }
