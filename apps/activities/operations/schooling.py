"""Where a child goes to school: declared by its family, recorded by the town hall, corrected by either."""

from datetime import date, datetime

from django.db import transaction

from apps.accounts.models import User
from apps.activities.enums import SchoolingSource
from apps.activities.errors import LevelNotInSchool, SchoolingHeldByTownHall, SchoolingWithoutPlace
from apps.activities.models import School, Schooling
from apps.activities.queries import first_day_of
from apps.audit.operations import record
from apps.families.models import Person
from apps.families.operations import check_authority
from core.schooling import Level, SchoolYear
from tenants import context

KEPT = ("school_id", "elsewhere", "level", "class_name")


@transaction.atomic
def declare_schooling(
    *, child: Person, year: SchoolYear, school: School | None, elsewhere: str, level: Level, by: User, at: datetime
) -> Schooling:
    """Write what a family says of its child's school, unless the town hall said it already.

    Raises NoAuthority, SchoolingHeldByTownHall, and what `record_schooling` refuses.
    """
    check_authority(by, [child.pk])
    known = _live(child, year)
    if known is not None and known.source != SchoolingSource.DECLARED:
        raise SchoolingHeldByTownHall(child=child.first_names, place=known.place, level=known.level_label)
    return record_schooling(
        child=child,
        year=year,
        school=school,
        elsewhere=elsewhere,
        level=level,
        source=SchoolingSource.DECLARED,
        by=by,
        at=at,
    )


@transaction.atomic
def record_schooling(
    *,
    child: Person,
    year: SchoolYear,
    school: School | None,
    level: Level,
    by: User | None,
    at: datetime,
    elsewhere: str = "",
    class_name: str = "",
    source: SchoolingSource = SchoolingSource.TOWN_HALL,
) -> Schooling:
    """Say where a child goes to school in a year; a change during the year is dated and keeps what was before.

    Without `school`, `elsewhere` names a school that is not the commune's. Raises LevelNotInSchool or
    SchoolingWithoutPlace.
    """
    _check(school, elsewhere, level)
    Person.objects.select_for_update().get(pk=child.pk)
    known = _live(child, year)
    wanted = Schooling(
        child=child,
        school_year=str(year),
        school=school,
        elsewhere="" if school else elsewhere,
        level=level.value,
        class_name=class_name,
        source=source,
        recorded_at=at,
        changed_at=at,
    )
    today = context.local_date(at)
    if known is None:
        wanted.started_on = first_day_of(year)
    elif _says_the_same(known, wanted):
        return _confirm(known, source, at)
    else:
        wanted.started_on = _end(known, today, at)
    wanted.save(force_insert=True)
    _note(wanted, by, at)
    return wanted


def _note(schooling: Schooling, by: User | None, at: datetime) -> None:
    names = ("school_year", "level", "source")
    data = {"school": schooling.place, **{name: str(getattr(schooling, name)) for name in names}}
    record(action="activities.schooling_recorded", actor=by, subject=schooling.child, at=at, data=data)


def _check(school: School | None, elsewhere: str, level: Level) -> None:
    if school is None and not elsewhere.strip():
        raise SchoolingWithoutPlace
    if school is not None and level not in school.levels:
        raise LevelNotInSchool(school=school.name, level=level.label)


def _live(child: Person, year: SchoolYear) -> Schooling | None:
    return Schooling.objects.live().in_year(str(year)).filter(child=child).select_related("school").first()


def _says_the_same(known: Schooling, wanted: Schooling) -> bool:
    return all(getattr(known, name) == getattr(wanted, name) for name in KEPT)


def _confirm(known: Schooling, source: SchoolingSource, at: datetime) -> Schooling:
    """Let the town hall's word cover what the family had declared."""
    if known.source == SchoolingSource.DECLARED and source != SchoolingSource.DECLARED:
        known.source, known.changed_at = source, at
        known.save(update_fields=["source", "changed_at"])
    return known


def _end(known: Schooling, today: date, at: datetime) -> date:
    """End what was, and return the day what follows starts; before the year begins nothing was, so it is forgotten."""
    if today <= known.started_on:
        known.delete()
        return known.started_on
    known.ended_on, known.changed_at = today, at
    known.save(update_fields=["ended_on", "changed_at"])
    return today
