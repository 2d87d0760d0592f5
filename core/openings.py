"""When something is open: dates written once, or days that come back every year."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

YEARLY: Final = re.compile(r"\d{2}-\d{2}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Opening:
    """Whether it is open, until which day included, and if not from which day; None when there is no such day."""

    is_open: bool
    closes_on: date | None = None
    opens_on: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    """From `first` to `last`, both included: "2026-03-01", or "03-01" every year; an empty end has no limit."""

    first: str = ""
    last: str = ""

    @property
    def is_yearly(self) -> bool:
        return bool(YEARLY.fullmatch(self.first) or YEARLY.fullmatch(self.last))

    def around(self, year: int) -> Iterator[tuple[date, date]]:
        """Yield the days of this window that begin in the year before, this year or the next."""
        if not self.is_yearly:
            yield _day(self.first) or date.min, _day(self.last) or date.max
            return
        first, last = self.first or "01-01", self.last or "12-31"
        wraps = last < first
        for start in (year - 1, year, year + 1):
            yield date.fromisoformat(f"{start}-{first}"), date.fromisoformat(f"{start + wraps}-{last}")


def opening_on(windows: Sequence[Window], day: date) -> Opening:
    """Return what the windows say of a day; without any window it is always open."""
    if not windows:
        return Opening(is_open=True)
    spans = [span for window in windows for span in window.around(day.year)]
    last = max((until for first, until in spans if first <= day <= until), default=None)
    if last is not None:
        return Opening(is_open=True, closes_on=None if last == date.max else last)
    return Opening(is_open=False, opens_on=min((first for first, _ in spans if first > day), default=None))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
