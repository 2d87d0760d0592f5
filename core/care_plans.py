"""Whether a child who needs an individual care plan (PAI) is covered by one on a given day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, StrEnum, auto


class Cover(Enum):
    NOT_NEEDED = auto()
    COVERED = auto()
    WAITING = auto()
    NOT_STARTED = auto()
    ENDED = auto()


class Closed(StrEnum):
    """What waits for the signature of a plan, as a commune decides it for each activity."""

    ATTENDANCE = "attendance"  # one enrols; the child comes once it is signed
    MEALS = "meals"  # the units with a meal
    ENROLMENT = "enrolment"


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """`signed` with both days included; a plan that is not signed yet has none."""

    signed: bool
    first_day: date | None = None
    last_day: date | None = None

    def covers(self, day: date) -> bool:
        return self._starts_by(day) and not self.is_over(day)

    def is_over(self, day: date) -> bool:
        return self.last_day is not None and self.last_day < day

    def _starts_by(self, day: date) -> bool:
        return self.signed and self.first_day is not None and self.first_day <= day


@dataclass(frozen=True, kw_only=True, slots=True)
class Coverage:
    """`since` is the last day of the plan that ended, or the first day of the one that has not begun."""

    cover: Cover
    since: date | None = None


def coverage(plans: Iterable[Plan], day: date) -> Coverage:
    """Return what the plans of a child say of a day; refused and withdrawn plans are not given here."""
    known = tuple(plans)
    if not known:
        return Coverage(cover=Cover.NOT_NEEDED)
    if any(plan.covers(day) for plan in known):
        return Coverage(cover=Cover.COVERED)
    if any(not plan.signed for plan in known):
        return Coverage(cover=Cover.WAITING)
    ended = [plan.last_day for plan in known if plan.last_day is not None and plan.is_over(day)]
    if ended:
        return Coverage(cover=Cover.ENDED, since=max(ended))
    return Coverage(cover=Cover.NOT_STARTED, since=min(plan.first_day for plan in known if plan.first_day is not None))


def keeps_from_enrolling(plans: Iterable[Plan], today: date) -> bool:
    """Tell whether a child needs a plan and has none signed that is in force or still to come."""
    known = tuple(plans)
    return bool(known) and not any(plan.signed and not plan.is_over(today) for plan in known)


def remind_on(last_day: date, days: int) -> date:
    """Return the day the family is reminded that the plan ends: `days` days before its last one."""
    return last_day - timedelta(days=days)
