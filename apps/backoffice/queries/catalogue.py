"""The catalogue and the schools as agents read them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from apps.activities.definitions import rules_of
from apps.activities.models import Activity, Group, Period, School, Schooling
from apps.activities.queries import Catalogue, today_of
from apps.activities.wording import audience_of, group_audience, openings
from apps.enrolments.queries import Occupancy, occupancies
from apps.families.models import Household
from communes_config.schema import Activity as ActivityRules
from core.schooling import Level, SchoolYear


@dataclass(frozen=True, kw_only=True)
class ActivityLine:
    activity: Activity
    rules: ActivityRules
    audience: str
    groups: int
    places: int | None
    periods: tuple[Period, ...]


@dataclass(frozen=True, kw_only=True)
class GroupLine:
    group: Group
    audience: str
    occupancy: Occupancy | None


@dataclass(frozen=True, kw_only=True)
class PeriodLine:
    period: Period
    openings: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SchoolLine:
    school: School
    levels: str
    pupils: int
    declared: int


@dataclass(frozen=True, kw_only=True)
class PupilLine:
    schooling: Schooling
    household: Household | None


def activity_lines(found: Catalogue, at: datetime) -> tuple[ActivityLine, ...]:
    return tuple(_activity_line(found, activity, at) for activity in found.activities)


def group_lines(activity: Activity, at: datetime) -> tuple[GroupLine, ...]:
    """Return the groups with the places taken in the school year that runs."""
    rules = rules_of(activity)
    today = today_of(at)
    groups = {group.slug: group for group in activity.groups.all()}
    taken = occupancies(groups.values(), str(SchoolYear.of(today)), today)
    return tuple(
        GroupLine(
            group=groups[rule.slug],
            audience=group_audience(rule.rule, rules),
            occupancy=taken.get(groups[rule.slug].pk),
        )
        for rule in rules.groups
        if rule.slug in groups
    )


def period_lines(found: Catalogue, rules: ActivityRules, at: datetime) -> tuple[PeriodLine, ...]:
    periods = [found.periods[slug] for slug in rules.periods if slug in found.periods]
    return tuple(PeriodLine(period=period, openings=openings(rules, period, at)) for period in periods)


def school_lines(year: SchoolYear) -> tuple[SchoolLine, ...]:
    live = Q(schoolings__school_year=str(year), schoolings__ended_on=None)
    found = School.objects.current().annotate(
        pupils=Count("schoolings", filter=live),
        declared=Count("schoolings", filter=live & Q(schoolings__source="declared")),
    )
    return tuple(
        SchoolLine(school=school, levels=_levels(school), pupils=school.pupils, declared=school.declared)
        for school in found
    )


def roll_of(school: School, year: SchoolYear) -> list[Schooling]:
    """Return the pupils of a year, from the youngest level to the oldest, by class and name."""
    rows = Schooling.objects.live().in_year(str(year)).filter(school=school).select_related("child")
    return sorted(
        rows, key=lambda row: (Level(row.level).rank, row.class_name, row.child.usual_name, row.child.first_names)
    )


def with_families(rows: Sequence[Schooling]) -> tuple[PupilLine, ...]:
    """Add to each pupil the family that the town hall knew first."""
    links = Household.persons.through.objects.filter(person__in=[row.child_id for row in rows])
    homes = {link.person_id: link.household for link in links.select_related("household").order_by("-pk")}
    return tuple(PupilLine(schooling=row, household=homes.get(row.child_id)) for row in rows)


def years_known(running: SchoolYear) -> list[SchoolYear]:
    """Return the years of which something is written, and the one that runs, the last first."""
    written: Iterable[str] = Schooling.objects.order_by().values_list("school_year", flat=True).distinct()
    return sorted({running, *(SchoolYear.parse(year) for year in written)}, reverse=True)


def _activity_line(found: Catalogue, activity: Activity, at: datetime) -> ActivityLine:
    rules = rules_of(activity)
    today = today_of(at)
    capacities = [group.capacity for group in activity.groups.all()]
    limited = [capacity for capacity in capacities if capacity is not None]
    periods = [found.periods[slug] for slug in rules.periods if slug in found.periods]
    return ActivityLine(
        activity=activity,
        rules=rules,
        audience=audience_of(rules),
        groups=len(capacities),
        places=sum(limited) if capacities and len(limited) == len(capacities) else None,
        periods=tuple(period for period in periods if period.last_day >= today),
    )


def _levels(school: School) -> str:
    levels = school.levels
    return levels[0].label if len(levels) == 1 else f"{levels[0].label} à {levels[-1].label}"
