"""What is wrong with the groups of an activity: children whom none takes, children whom two would take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from core.eligibility import Conditions, GroupRule
from core.schooling import Level


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two groups that would both take some child."""

    first: str
    second: str


@dataclass(frozen=True, slots=True)
class Hole:
    """Children whom the activity takes and no group does: an age, a level or a school, the rest being empty."""

    age: int | None = None
    level: Level | None = None
    school: str = ""


def overlaps(groups: Sequence[GroupRule]) -> tuple[Overlap, ...]:
    return tuple(Overlap(one.slug, other.slug) for one, other in combinations(groups, 2) if _meet(one, other))


def holes(
    conditions: Conditions, groups: Sequence[GroupRule], *, levels: Sequence[Level], schools: Sequence[str]
) -> tuple[Hole, ...]:
    """Return the ages, then the `levels`, then the `schools` that the activity takes and that no group takes."""
    if not groups:
        return ()
    ages = range(conditions.min_age, conditions.max_age + 1)
    return (
        *(Hole(age=age) for age in ages if not any(_takes_age(group, age) for group in groups)),
        *(Hole(level=level) for level in levels if not any(_takes(level, group.levels) for group in groups)),
        *(Hole(school=school) for school in schools if not any(_takes(school, group.schools) for group in groups)),
    )


def _meet(one: GroupRule, other: GroupRule) -> bool:
    lowest = max(one.min_age or 0, other.min_age or 0)
    ends = [group.max_age for group in (one, other) if group.max_age is not None]
    return (
        all(lowest <= end for end in ends) and _share(one.levels, other.levels) and _share(one.schools, other.schools)
    )


def _share[T](one: Sequence[T], other: Sequence[T]) -> bool:
    return not one or not other or bool(set(one) & set(other))


def _takes[T](value: T, wanted: Sequence[T]) -> bool:
    return not wanted or value in wanted


def _takes_age(group: GroupRule, age: int) -> bool:
    return (group.min_age is None or group.min_age <= age) and (group.max_age is None or age <= group.max_age)
