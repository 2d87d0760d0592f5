"""Reads on the catalogue: what each child of a family may be enrolled in, and where children go to school."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Self
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, QuerySet

from apps.activities.definitions import rules_of, sectors_of
from apps.activities.enums import PeriodKind
from apps.activities.models import Activity, Group, Period, School, Schooling, Site, Unit
from apps.families.enums import HouseholdStatus
from apps.families.models import Household, HouseholdMember, Person
from apps.families.queries import certification_blocks
from apps.health.queries import Standing, standings
from communes_config.schema import Activity as ActivityRules
from core.blocks import Block
from core.eligibility import ELSEWHERE, Candidate, Window, evaluate
from core.identifiers import fold
from core.school_sectors import schools_of
from core.schooling import Level, SchoolKind, SchoolYear
from tenants import context

CHILD_SCHOOL = "portal:child-school"
FIXES: Mapping[str, tuple[str, str]] = {
    "birth_date_missing": ("portal:family", "Compléter ma famille"),
    "address_missing": ("portal:family", "Compléter ma famille"),
    "school_missing": (CHILD_SCHOOL, "Indiquer son école"),
    "level_missing": (CHILD_SCHOOL, "Indiquer sa classe"),
    "other_school": (CHILD_SCHOOL, "Vérifier son école"),
    "other_school_kind": (CHILD_SCHOOL, "Vérifier son école"),
    "other_level": (CHILD_SCHOOL, "Vérifier sa classe"),
    "no_group": (CHILD_SCHOOL, "Vérifier sa classe"),
}


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a child goes to school in one year; `expected` when it follows from the year before."""

    school: School | None
    elsewhere: str
    level: Level
    class_name: str
    expected: bool


@dataclass(frozen=True, kw_only=True)
class Offer:
    """One activity in one period, for one child: what fits, or all that is missing.

    `meals` is what closes the units with a meal; `waits`, what the child waits for once enrolled.
    """

    activity: Activity
    rules: ActivityRules
    period: Period | None
    eligible: bool
    blocks: tuple[Block, ...]
    groups: tuple[Group, ...]
    units: tuple[Unit, ...]
    sites: tuple[Site, ...]
    starts_on: date
    ends_on: date | None
    opens_at: datetime | None
    closes_at: datetime | None
    place: Place | None
    meals: tuple[Block, ...] = ()
    waits: tuple[Block, ...] = ()

    def unit_blocks(self, unit: Unit) -> tuple[Block, ...]:
        """Return what keeps the child from this unit of the activity."""
        with_meal = {each.slug for each in self.rules.units if each.meal}
        return self.meals if unit.slug in with_meal else ()

    def closed_by(self, blocks: tuple[Block, ...]) -> Self:
        """Return the same, with what closes every offer to the household."""
        return replace(self, eligible=False, blocks=(*self.blocks, *blocks)) if blocks else self

    @property
    def key(self) -> str:
        """Name of the offer in an address or a form."""
        return f"{self.activity.slug}.{self.period.slug}" if self.period else self.activity.slug


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """The current catalogue, read once for several children."""

    activities: tuple[Activity, ...]
    sites: Mapping[str, Site]
    schools: Mapping[str, School]
    periods: Mapping[str, Period]


def catalogue() -> Catalogue:
    activities = Activity.objects.current().prefetch_related(
        Prefetch("groups", queryset=Group.objects.current().select_related("site")),
        Prefetch("units", queryset=Unit.objects.current()),
    )
    return Catalogue(
        activities=tuple(activities),
        sites={site.slug: site for site in Site.objects.current()},
        schools={school.slug: school for school in School.objects.current()},
        periods={period.slug: period for period in Period.objects.current()},
    )


def offer_for(child: Person, at: datetime, household: Household | None = None) -> tuple[Offer, ...]:
    """Return what the commune offers for a child: see `offers_for`."""
    return offers_for([child], at, household)[child.pk]


def offers_for(
    children: Sequence[Person],
    at: datetime,
    household: Household | None = None,
    told: Container[int] | None = None,
) -> dict[int, tuple[Offer, ...]]:
    """Return each child's offers by primary key, eligible or not, in the order of the catalogue and of its periods.

    A period that is over is left out. Homes are those of `household` alone when it is given; the health of a child is
    spoken of to who may know: see `standings`. A fixed number of queries, whatever the number of children.
    """
    found = catalogue()
    schoolings = _schoolings(children)
    homes = _homes(children, household)
    health = standings(children, told)
    family = certification_blocks(household, today_of(at))
    return {
        child.pk: tuple(
            offer.closed_by(family)
            for offer in _offers(
                found, health[child.pk], schoolings.get(child.pk, ()), homes.get(child.pk, frozenset()), at
            )
        )
        for child in children
    }


def place_in(schoolings: Iterable[Schooling], year: SchoolYear, schools: Mapping[str, School]) -> Place | None:
    """Return where a child goes in a year, or will go if all goes well since the year before."""
    by_year = {schooling.school_year: schooling for schooling in schoolings}
    if known := by_year.get(str(year)):
        return Place(
            school=known.school,
            elsewhere=known.elsewhere,
            level=Level(known.level),
            class_name=known.class_name,
            expected=False,
        )
    before = by_year.get(str(year.previous))
    level = Level(before.level).next if before else None
    if before is None or level is None:
        return None
    school = next_school(before.school, level, schools) if before.school else None
    return Place(school=school, elsewhere=before.elsewhere, level=level, class_name="", expected=True)


def next_school(school: School, level: Level, schools: Mapping[str, School]) -> School | None:
    """Return the school that takes a pupil into this level after `school`; None when the pupil leaves."""
    if level in school.levels:
        return school
    following = schools.get(school.definition.get("next_school") or "")
    return following if following and level in following.levels else None


def schoolings_of(child: Person) -> QuerySet[Schooling]:
    """Every year known of a child, the last first."""
    return child.schoolings.select_related("school")


def schooling_of(child: Person, year: SchoolYear) -> Schooling | None:
    return schoolings_of(child).live().in_year(str(year)).first()


def places_on(children: Sequence[Person], day: date) -> dict[int, Place]:
    """Return where each child goes to school on a day, by primary key; a child of whom nothing is known is absent."""
    schoolings = _schoolings(children)
    schools = {school.slug: school for school in School.objects.current()} if schoolings else {}
    year = SchoolYear.of(day)
    places = {pk: place_in(rows, year, schools) for pk, rows in schoolings.items()}
    return {pk: place for pk, place in places.items() if place is not None}


def first_day_of(year: SchoolYear) -> date:
    """Return the first day of class of a year as the commune's files say it, else 1 September."""
    known = Period.objects.current().filter(kind=PeriodKind.SCHOOL_YEAR, school_year=str(year)).first()
    return known.first_day if known else year.first_day


def years_to_declare(at: datetime) -> tuple[SchoolYear, ...]:
    """Return the school years that the catalogue enrols for and that are not over, the running one first."""
    today = today_of(at)
    running = Period.objects.current().filter(kind=PeriodKind.SCHOOL_YEAR, last_day__gte=today).order_by("first_day")
    return tuple(SchoolYear.parse(period.school_year) for period in running) or (SchoolYear.of(today),)


def schools() -> QuerySet[School]:
    """Return the schools of the commune, those of today only."""
    return School.objects.current().select_related("site")


def schools_for_address(*, number: str, street: str, postal_code: str, level: Level) -> tuple[School, ...]:
    """Return the public schools whose sector covers an address, among those that take this level."""
    return covering(schools(), number=number, street=street, postal_code=postal_code, level=level)


def covering(
    known: Iterable[School], *, number: str, street: str, postal_code: str, level: Level
) -> tuple[School, ...]:
    """The same as `schools_for_address`, among schools that are already read."""
    candidates = [school for school in known if school.kind == SchoolKind.PUBLIC and level in school.levels]
    sectors = [(school.slug, rule) for school in candidates for rule in sectors_of(school)]
    found = schools_of(sectors, number=number, street=street, postal_code=postal_code)
    return tuple(school for school in candidates if school.slug in found)


def today_of(at: datetime) -> date:
    return context.local_date(at)


def _offers(
    found: Catalogue, health: Standing, schoolings: Sequence[Schooling], residence: frozenset[str], at: datetime
) -> Iterable[Offer]:
    today = today_of(at)
    for activity in found.activities:
        rules = rules_of(activity)
        periods = [found.periods[slug] for slug in rules.periods if slug in found.periods]
        for period in [period for period in periods if period.last_day >= today] if rules.periods else [None]:
            yield _offer(found, activity, rules, period, health, schoolings, residence, at)


def _offer(
    found: Catalogue,
    activity: Activity,
    rules: ActivityRules,
    period: Period | None,
    health: Standing,
    schoolings: Sequence[Schooling],
    residence: frozenset[str],
    at: datetime,
) -> Offer:
    today, child = today_of(at), health.child
    start, year = _first_day_and_year(period, today)
    place = place_in(schoolings, year, found.schools)
    verdict = evaluate(
        conditions=rules.public.conditions,
        groups=[group.rule for group in rules.groups],
        windows=windows_of(rules, period),
        candidate=_candidate(child, place, residence),
        home=context.config().identity.insee_code,
        start=start,
        at=at,
    )
    plan = health.enrolling(rules, start=start, today=today)
    return Offer(
        activity=activity,
        rules=rules,
        period=period,
        eligible=verdict.is_eligible and not plan.blocks,
        blocks=(*(with_fix(block, child, year) for block in verdict.blocks), *plan.blocks),
        groups=tuple(group for group in activity.groups.all() if group.slug in verdict.groups),
        units=tuple(activity.units.all()),
        sites=tuple(found.sites[slug] for slug in rules.sites if slug in found.sites),
        starts_on=start,
        ends_on=period.last_day if period else None,
        opens_at=verdict.opening.opens_at,
        closes_at=verdict.opening.closes_at,
        place=place,
        meals=plan.meals,
        waits=plan.waits,
    )


def _first_day_and_year(period: Period | None, today: date) -> tuple[date, SchoolYear]:
    if period is None:
        return today, SchoolYear.of(today)
    return max(period.first_day, today), SchoolYear.parse(period.school_year)


def windows_of(rules: ActivityRules, period: Period | None) -> list[Window]:
    """Return the windows of an activity that concern a period, in the commune's time."""
    slug = period.slug if period else ""
    return [window.in_zone(_zone()) for window in rules.windows if not window.periods or slug in window.periods]


def with_fix(block: Block, child: Person, year: SchoolYear) -> Block:
    """Add to a block the page where a family mends it."""
    if block.code not in FIXES:
        return block
    page, label = FIXES[block.code]
    arguments = (str(child.pk), str(year)) if page == CHILD_SCHOOL else ()
    return replace(block, fix=page, fix_label=label, fix_arguments=arguments)


def _candidate(child: Person, place: Place | None, residence: frozenset[str]) -> Candidate:
    school = place.school if place else None
    return Candidate(
        birth_date=child.birth_date,
        born=not child.is_expected,
        schooled=place is not None and (school is not None or bool(place.elsewhere)),
        school=school.slug if school else "",
        school_kind=SchoolKind(school.kind) if school else None,
        level=place.level if place else None,
        residence=residence,
    )


def _schoolings(children: Sequence[Person]) -> dict[int, tuple[Schooling, ...]]:
    found: dict[int, tuple[Schooling, ...]] = {}
    for schooling in Schooling.objects.live().filter(child__in=children).select_related("school"):
        found[schooling.child_id] = (*found.get(schooling.child_id, ()), schooling)
    return found


def _homes(children: Sequence[Person], household: Household | None) -> dict[int, frozenset[str]]:
    members = HouseholdMember.objects.filter(person__in=children, household__status=HouseholdStatus.ACTIVE)
    if household is not None:
        members = members.filter(household=household)
    identity = context.config().identity
    found: dict[int, frozenset[str]] = {}
    for member in members.select_related("household__address", "own_address"):
        address = member.address
        here = (address.postal_code.strip(), fold(address.city)) == (identity.postal_code, fold(identity.commune_name))
        code = address.insee_code or (identity.insee_code if here else ELSEWHERE)
        found[member.person_id] = found.get(member.person_id, frozenset()) | {code}
    return found


def _zone() -> ZoneInfo:
    return ZoneInfo(context.config().territory.time_zone)
