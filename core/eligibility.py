"""What a child may be enrolled in: pure conditions, and for each that fails the sentence a parent reads.

Every function answers with all that is missing at once; nothing here knows a database, an address of the portal or
the clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from core.blocks import Block
from core.dates import spoken_day, spoken_instant
from core.schooling import Level, SchoolKind

# A home whose INSEE code is not known, and which is not in the commune as far as its postal code and city tell.
ELSEWHERE = "elsewhere"


class AgeDay(StrEnum):
    """The day on which an age is counted."""

    START = "start"  # the first day of the enrolment
    END_OF_YEAR = "end_of_year"  # 31 December of the year it starts in


class Audience(StrEnum):
    """Whom a window of enrolment is for."""

    RESIDENTS = "residents"
    EVERYONE = "everyone"


@dataclass(frozen=True, kw_only=True, slots=True)
class Conditions:
    """Ages are in whole years, both included; an empty tuple or None puts no condition."""

    min_age: int
    max_age: int
    age_on: AgeDay = AgeDay.START
    school_kind: SchoolKind | None = None
    schools: tuple[str, ...] = ()
    levels: tuple[Level, ...] = ()
    residence: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class GroupRule:
    """Who a group takes, among those whom the activity takes; ages are counted on the same day."""

    slug: str
    min_age: int | None = None
    max_age: int | None = None
    levels: tuple[Level, ...] = ()
    schools: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    """Enrolment is open from `opens` included to `closes` excluded; None means without limit."""

    opens: datetime | None
    closes: datetime | None
    audience: Audience


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """What is known of a child for the school year in question.

    `school` is the slug of a school of the commune, empty when the child goes elsewhere; `schooled` says whether
    anything is known at all. `residence` holds the INSEE codes of the child's homes, or ELSEWHERE.
    """

    birth_date: date | None
    born: bool = True
    schooled: bool = False
    school: str = ""
    school_kind: SchoolKind | None = None
    level: Level | None = None
    residence: frozenset[str] = frozenset()

    def age_on(self, day: date) -> int | None:
        if self.birth_date is None:
            return None
        before_birthday = (day.month, day.day) < (self.birth_date.month, self.birth_date.day)
        return day.year - self.birth_date.year - before_birthday


@dataclass(frozen=True, kw_only=True, slots=True)
class Opening:
    """Whether enrolment is open now; otherwise `opens_at` is the next instant it opens, None when it never will."""

    is_open: bool
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """`blocks` is empty when the child may be enrolled; `groups` are those that fit, whatever else is missing."""

    blocks: tuple[Block, ...]
    groups: tuple[str, ...]
    opening: Opening

    @property
    def is_eligible(self) -> bool:
        return not self.blocks


def evaluate(
    *,
    conditions: Conditions,
    groups: Sequence[GroupRule],
    windows: Sequence[Window],
    candidate: Candidate,
    home: str,
    start: date,
    at: datetime,
) -> Verdict:
    """Say whether a child may be enrolled from `start`, by a request made `at`, and otherwise all that is missing.

    `home` is the INSEE code of the commune: who lives there is a resident.
    """
    fitting = fitting_groups(groups, conditions, candidate, start)
    open_now = opening(windows, is_resident=home in candidate.residence, at=at)
    if not candidate.born:
        return Verdict(blocks=(_NOT_BORN,), groups=(), opening=open_now)
    personal = unmet(conditions, candidate, start)
    if groups and not fitting and not personal:
        personal = (_no_group(groups, candidate),)
    return Verdict(blocks=(*personal, *open_now.blocks), groups=fitting, opening=open_now)


def reference_day(age_on: AgeDay, start: date) -> date:
    """Return the day on which ages are counted for an enrolment that starts on `start`."""
    return date(start.year, 12, 31) if age_on is AgeDay.END_OF_YEAR else start


def unmet(conditions: Conditions, candidate: Candidate, start: date) -> tuple[Block, ...]:
    """Return what keeps a child from an enrolment that starts on `start`, in the order a parent would mend it."""
    return (
        *_age(conditions, candidate, reference_day(conditions.age_on, start)),
        *_school(conditions, candidate),
        *_level(conditions, candidate),
        *_residence(conditions.residence, candidate),
    )


def fitting_groups(
    groups: Iterable[GroupRule], conditions: Conditions, candidate: Candidate, start: date
) -> tuple[str, ...]:
    """Return the slugs of the groups that take this child, in their order."""
    age = candidate.age_on(reference_day(conditions.age_on, start))
    return tuple(group.slug for group in groups if _fits(group, candidate, age))


def opening(windows: Sequence[Window], *, is_resident: bool, at: datetime) -> Opening:
    """Tell whether a family may enrol now; no window at all leaves the door open."""
    if not windows:
        return Opening(is_open=True)
    mine = [window for window in windows if is_resident or window.audience is Audience.EVERYONE]
    if not mine:
        return Opening(is_open=False, blocks=(_RESIDENTS_ONLY,))
    current = [window for window in mine if _begun(window, at) and not _over(window, at)]
    if current:
        ends = [window.closes for window in current]
        return Opening(is_open=True, closes_at=None if None in ends else max(end for end in ends if end is not None))
    coming = [window.opens for window in mine if window.opens is not None and window.opens > at]
    if coming:
        opens_at = min(coming)
        return Opening(is_open=False, opens_at=opens_at, blocks=(_not_open_yet(opens_at),))
    closed = max(window.closes for window in mine if window.closes is not None)
    return Opening(is_open=False, blocks=(_closed_since(closed),))


def _age(conditions: Conditions, candidate: Candidate, day: date) -> Iterable[Block]:
    age = candidate.age_on(day)
    if age is None:
        yield Block(code="birth_date_missing", sentence="Il manque la date de naissance de l’enfant.")
    elif age < conditions.min_age:
        sentence = f"Il faut avoir {_years(conditions.min_age)} au {spoken_day(day)}."
        yield Block(code="too_young", sentence=sentence)
    elif age > conditions.max_age:
        sentence = f"C’est jusqu’à {_years(conditions.max_age)} : l’enfant aura {_years(age)} au {spoken_day(day)}."
        yield Block(code="too_old", sentence=sentence)


def _school(conditions: Conditions, candidate: Candidate) -> Iterable[Block]:
    if not (conditions.school_kind or conditions.schools):
        return
    if not candidate.schooled:
        yield _SCHOOL_MISSING
    elif conditions.schools and candidate.school not in conditions.schools:
        yield Block(code="other_school", sentence="C’est réservé aux élèves d’une autre école.")
    elif conditions.school_kind not in (None, candidate.school_kind):
        name = "publique" if conditions.school_kind is SchoolKind.PUBLIC else "privée"
        yield Block(code="other_school_kind", sentence=f"C’est réservé aux élèves de l’école {name}.")


def _level(conditions: Conditions, candidate: Candidate) -> Iterable[Block]:
    if not conditions.levels:
        return
    if candidate.level is None:
        yield _LEVEL_MISSING
    elif candidate.level not in conditions.levels:
        names = ", ".join(level.label for level in conditions.levels)
        yield Block(code="other_level", sentence=f"C’est réservé à ces classes : {names}.")


def _residence(codes: tuple[str, ...], candidate: Candidate) -> Iterable[Block]:
    if codes and not candidate.residence.intersection(codes):
        if candidate.residence:
            yield Block(code="not_resident", sentence="C’est réservé aux enfants qui habitent la commune.")
        else:
            yield Block(code="address_missing", sentence="Il manque l’adresse de l’enfant dans la commune.")


def _no_group(groups: Sequence[GroupRule], candidate: Candidate) -> Block:
    if candidate.level is None and all(group.levels for group in groups):
        return _LEVEL_MISSING
    if not candidate.schooled and all(group.schools for group in groups):
        return _SCHOOL_MISSING
    return _NO_GROUP


def _fits(group: GroupRule, candidate: Candidate, age: int | None) -> bool:
    too_young = group.min_age is not None and (age is None or age < group.min_age)
    too_old = group.max_age is not None and (age is None or age > group.max_age)
    other_level = bool(group.levels) and candidate.level not in group.levels
    other_school = bool(group.schools) and candidate.school not in group.schools
    return not (too_young or too_old or other_level or other_school)


def _begun(window: Window, at: datetime) -> bool:
    return window.opens is None or window.opens <= at


def _over(window: Window, at: datetime) -> bool:
    return window.closes is not None and window.closes <= at


_NOT_BORN = Block(code="not_born", sentence="L’inscription se fera après la naissance.")
_SCHOOL_MISSING = Block(code="school_missing", sentence="Il manque l’école de l’enfant.")
_LEVEL_MISSING = Block(code="level_missing", sentence="Il manque la classe de l’enfant.")
_NO_GROUP = Block(code="no_group", sentence="Aucun groupe ne prend les enfants de cet âge ou de cette classe.")
_RESIDENTS_ONLY = Block(code="residents_only", sentence="Les inscriptions sont réservées aux habitants de la commune.")


def _not_open_yet(opens_at: datetime) -> Block:
    return Block(code="not_open_yet", sentence=f"Les inscriptions ouvrent le {spoken_instant(opens_at)}.")


def _closed_since(closed_at: datetime) -> Block:
    return Block(code="closed", sentence=f"Les inscriptions sont closes depuis le {spoken_instant(closed_at)}.")


def _years(count: int) -> str:
    return f"{count} an" if count < 2 else f"{count} ans"
