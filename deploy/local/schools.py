"""Where the children of a demonstration go to school: this year, the year before, each in a class of its level."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from random import Random

from apps.activities.enums import SchoolingSource
from apps.activities.models import School, Schooling
from apps.activities.queries import covering, first_day_of
from apps.families.enums import MemberRole
from apps.families.models import HouseholdMember
from core.schooling import Level, SchoolKind, SchoolYear, Stage
from tenants import context

from .people import Town

YOUNGEST = 2  # age at 31 December of a child who may be in toute petite section
UNKNOWN = 0.05  # share of the children whose school the town hall does not know yet
PRIVATE = 0.25  # share of the pupils of a commune that has a private school
DECLARED = 0.15  # share of what families said themselves
COLLEGES = ("Collège de secteur", "Collège privé")


def send_to_school(town: Town, *, at: datetime) -> int:
    """Give their school to the children of the commune, and return how many go to one."""
    pupils = _Pupils(town.rng, at=at)
    rows = [row for member in _children() for row in pupils.years_of(member)]
    Schooling.objects.bulk_create(rows)
    return len({row.child_id for row in rows})


def _children() -> Iterable[HouseholdMember]:
    """Each child once, in the household that knew it first."""
    places = HouseholdMember.objects.filter(role=MemberRole.CHILD, person__birth_date__isnull=False)
    found = places.select_related("person", "own_address", "household__address").order_by("pk")
    return {member.person_id: member for member in reversed(found)}.values()


class _Pupils:
    def __init__(self, rng: Random, *, at: datetime) -> None:
        self.rng = rng
        self.at = at
        self.year = SchoolYear.of(context.local_date(at))
        self.starts = {year: first_day_of(year) for year in (self.year, self.year.previous)}
        self.schools = list(School.objects.current())
        self.private = [school for school in self.schools if school.kind == SchoolKind.PRIVATE]

    def years_of(self, member: HouseholdMember) -> Iterator[Schooling]:
        prefers_private = self.rng.random() < PRIVATE
        if self.rng.random() < UNKNOWN:
            return
        for year in self.starts:
            level = self._level(member, year)
            if level is not None and (place := self._place(member, level, prefers_private=prefers_private)):
                yield self._row(member, year, level, *place)

    def _level(self, member: HouseholdMember, year: SchoolYear) -> Level | None:
        rank = year.start - member.person.birth_date.year - YOUNGEST
        levels = list(Level)
        return levels[rank] if 0 <= rank < len(levels) else None

    def _place(
        self, member: HouseholdMember, level: Level, *, prefers_private: bool
    ) -> tuple[School | None, str] | None:
        if level.stage in (Stage.MIDDLE, Stage.HIGH):
            return None, COLLEGES[prefers_private] if level.stage is Stage.MIDDLE else "Lycée de secteur"
        wanted = [school for school in self.private if prefers_private and level in school.levels]
        home = member.address
        found = wanted or covering(
            self.schools, number=home.number, street=home.street, postal_code=home.postal_code, level=level
        )
        return (found[0], "") if found else None

    def _row(
        self, member: HouseholdMember, year: SchoolYear, level: Level, school: School | None, elsewhere: str
    ) -> Schooling:
        declared = self.rng.random() < DECLARED
        recorded_at = self.at - timedelta(days=self.rng.randint(61, 120))
        return Schooling(
            child=member.person,
            school_year=str(year),
            school=school,
            elsewhere=elsewhere,
            level=level.value,
            class_name=f"{level.label} {self.rng.choice('AB')}" if school else "",
            source=SchoolingSource.DECLARED if declared else SchoolingSource.TOWN_HALL,
            started_on=self.starts[year],
            recorded_at=recorded_at,
            changed_at=recorded_at,
        )
