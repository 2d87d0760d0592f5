"""Who pays for a household beside it, and for what share: whole percents, day by day, never more than the whole."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

WHOLE = 100
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Share:
    """So many percents from `starts_on` included to `ends_on` excluded; `child` is None for all of the household."""

    percent: int
    starts_on: date
    ends_on: date | None = None
    child: int | None = None

    def holds_on(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day < self.ends_on)

    def is_over_by(self, day: date) -> bool:
        return self.ends_on is not None and self.ends_on <= day

    @property
    def last_day(self) -> date | None:
        return self.ends_on - _ONE_DAY if self.ends_on else None

    def is_of(self, child: int | None) -> bool:
        """Whether it pays for this child; what is paid for a household is paid for each of its children."""
        return self.child is None or self.child == child


@dataclass(frozen=True, kw_only=True, slots=True)
class Excess:
    """The first day on which more than the whole would be paid, and how much others pay of it already."""

    day: date
    percent: int


def total_on(shares: Iterable[Share], child: int | None, day: date) -> int:
    return sum(share.percent for share in shares if share.is_of(child) and share.holds_on(day))


def excess_with(known: Sequence[Share], added: Share) -> Excess | None:
    """Return what keeps a share from joining those of its household; None when it fits every day.

    Shares only grow on the first day of one of them: no other day needs a look.
    """
    starts = {added.starts_on, *(share.starts_on for share in known)}
    children = {share.child for share in known} | {None} if added.child is None else {added.child}
    for day in sorted(day for day in starts if added.holds_on(day)):
        paid = max(total_on(known, child, day) for child in children)
        if paid + added.percent > WHOLE:
            return Excess(day=day, percent=paid)
    return None
