"""The custody of a child as a page shows it: in sentences, day by day, in the words of whoever looks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from apps.accounts.models import User
from apps.families.enums import MemberRole
from apps.families.models import Custody, Household, HouseholdMember, Person
from apps.families.queries.children import custody_on
from core import custody as rules
from core.custody import Arrangement, CustodyDay, Homes, Party
from core.dates import spoken_hour
from core.periods import Period
from tenants import context
from tenants.calendars import calendar_around

WEEKS_PREVIEWED = 8
LOOKED_AHEAD = timedelta(days=366)


@dataclass(frozen=True, kw_only=True)
class Names:
    """The two homes in whole words, and in the few letters of a cell."""

    homes: Homes
    short: Homes


@dataclass(frozen=True, kw_only=True)
class DayCell:
    """One day of a grid: `label` is the short name of its home, `sentence` all that is to be said."""

    day: date
    party: Party
    label: str
    sentence: str
    is_hand_over: bool
    is_today: bool


@dataclass(frozen=True, kw_only=True)
class Grid:
    """Weeks from Monday to Sunday; a blank cell is a day of another month."""

    first: date
    weeks: tuple[tuple[DayCell | None, ...], ...]

    @property
    def previous(self) -> date:
        return (self.first - timedelta(days=1)).replace(day=1)

    @property
    def next(self) -> date:
        return (self.first + timedelta(days=31)).replace(day=1)


@dataclass(frozen=True, kw_only=True)
class CustodyView:
    custody: Custody
    names: Names
    sentences: tuple[str, ...]
    warnings: tuple[str, ...]
    today: DayCell
    next_hand_over: DayCell | None


def custody_view(custody: Custody, names: Names, today: date) -> CustodyView:
    arrangement = rules.from_json(custody.arrangement)
    calendar = calendar_around(context.config(), today)
    following = rules.next_hand_over(arrangement, today, calendar)
    return CustodyView(
        custody=custody,
        names=names,
        sentences=sentences_of(arrangement, names),
        warnings=warnings_of(arrangement, names, today),
        today=cell_of(rules.day_of(arrangement, today, calendar), names, today),
        next_hand_over=cell_of(following, names, today) if following else None,
    )


def sentences_of(arrangement: Arrangement, names: Names) -> tuple[str, ...]:
    return rules.describe(arrangement, names.homes)


def with_the_days_agreed(arrangement: Arrangement, before: Arrangement) -> Arrangement:
    """Keep, in a new arrangement, the days that were exchanged under the one before."""
    return replace(arrangement, exceptions=before.exceptions)


def warnings_of(arrangement: Arrangement, names: Names, today: date) -> tuple[str, ...]:
    """Return what is to be known of the year ahead, and of the one in progress."""
    ahead = Period(today.replace(month=1, day=1), today + LOOKED_AHEAD)
    return rules.warnings(arrangement, ahead, names.homes)


def month_grid(custody: Custody, names: Names, month: date, today: date) -> Grid:
    """Return the month in which this day falls; days outside the custody are left blank."""
    arrangement = rules.from_json(custody.arrangement)
    weeks = rules.month_of(arrangement, month.year, month.month, calendar_around(context.config(), month))
    shown = tuple(
        tuple(cell_of(day, names, today) if day is not None and _covers(custody, day.day) else None for day in week)
        for week in weeks
    )
    return Grid(first=month.replace(day=1), weeks=shown)


def preview(arrangement: Arrangement, names: Names, first: date, today: date) -> Grid:
    """Return the eight weeks from a day on, before anything is recorded."""
    weeks = rules.weeks_of(arrangement, first, WEEKS_PREVIEWED, calendar_around(context.config(), first))
    return Grid(first=first, weeks=tuple(tuple(cell_of(day, names, today) for day in week) for week in weeks))


def shared_children(children: Sequence[Person], day: date) -> frozenset[int]:
    """Return those of the children who live between two households on this day, by their id."""
    found = Custody.objects.on(day).filter(child__in=children).order_by()
    return frozenset(found.values_list("child", flat=True))


def whose_household(child: Person, day: date) -> Household | None:
    """Return the household whose day it is, or None when no custody says so."""
    custody = custody_on(child, day)
    if custody is None:
        return None
    arrangement = rules.from_json(custody.arrangement)
    party = rules.whose_day(arrangement, day, calendar_around(context.config(), day))
    return custody.first_household if party is Party.A else custody.second_household


def names_for(user: User, custody: Custody) -> Names:
    """The homes as a parent reads them: one's own, and nothing of the other but that it is the other's."""
    return names_seen(mine=_represents(user, custody.first_household_id))


def names_seen(*, mine: bool) -> Names:
    """The same, when it is known whether the first household is the reader's."""
    own, other = ("chez vous", "chez l’autre parent"), ("Vous", "Autre")
    return Names(
        homes=Homes(a=own[0], b=own[1]) if mine else Homes(a=own[1], b=own[0]),
        short=Homes(a=other[0], b=other[1]) if mine else Homes(a=other[1], b=other[0]),
    )


def names_of(first: Household, second: Household) -> Names:
    """The homes as an agent reads them: by the adults who live there."""
    return Names(homes=Homes(a=f"chez {adults_in(first)}", b=f"chez {adults_in(second)}"), short=Homes(a="A", b="B"))


def adults_in(household: Household) -> str:
    adults = [member.person for member in household.members.all() if member.role != MemberRole.CHILD]
    return " et ".join(adult.full_name for adult in adults) or str(household)


def _represents(user: User, household: int) -> bool:
    adults = HouseholdMember.objects.exclude(role=MemberRole.CHILD)
    return adults.filter(household=household, person__account=user).exists()


def _covers(custody: Custody, day: date) -> bool:
    return custody.starts_on <= day and (custody.ends_on is None or day < custody.ends_on)


def cell_of(found: CustodyDay, names: Names, today: date) -> DayCell:
    return DayCell(
        day=found.day,
        party=found.party,
        label=names.short.of(found.party),
        sentence=_sentence(found, names.homes),
        is_hand_over=found.is_hand_over,
        is_today=found.day == today,
    )


def _sentence(found: CustodyDay, homes: Homes) -> str:
    if not found.is_hand_over:
        return homes.of(found.party)
    if found.hand_over_at is None:
        return f"{homes.of(found.after)} à partir du matin"
    return f"{homes.of(found.before)} jusqu’à {spoken_hour(found.hand_over_at)}, puis {homes.of(found.after)}"
