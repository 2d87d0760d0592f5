"""How many places are left: people who never meet share one."""

from collections.abc import Iterable

from core.periods import Period


def peak(periods: Iterable[Period]) -> int:
    """Return how many of these periods run at once on the busiest day; 0 for none."""
    moves = sorted(move for period in periods for move in ((period.end, -1), (period.start, 1)))
    present = highest = 0
    for _day, change in moves:
        present += change
        highest = max(highest, present)
    return highest


def places_left(taken: Iterable[Period], wanted: Period, capacity: int | None) -> int | None:
    """Return the places free on every day of `wanted`, negative when oversold; None when nothing limits them."""
    if capacity is None:
        return None
    shared = (period.intersection(wanted) for period in taken)
    return capacity - peak(period for period in shared if period is not None)
