from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.payers import WHOLE, Excess, Share, excess_with, total_on

FIRST, LATER = date(2026, 9, 1), date(2027, 1, 1)
LEO, NINA = 1, 2
DAYS = st.dates(date(2026, 1, 1), date(2026, 2, 10))
SHARES = st.builds(
    lambda percent, start, length, child: Share(
        percent=percent, starts_on=start, ends_on=start + timedelta(days=length) if length else None, child=child
    ),
    st.integers(1, WHOLE),
    DAYS,
    st.integers(0, 20),
    st.sampled_from([None, LEO, NINA]),
)


def share(percent, starts_on=FIRST, ends_on=None, child=None):
    return Share(percent=percent, starts_on=starts_on, ends_on=ends_on, child=child)


@pytest.mark.parametrize(
    ("day", "total"),
    [(date(2026, 8, 31), 0), (FIRST, 60), (date(2026, 12, 31), 60), (LATER, 0)],
)
def test_a_share_is_paid_from_its_first_day_to_the_day_before_its_end(day, total):
    assert total_on([share(60, ends_on=LATER)], None, day) == total


def test_what_is_paid_for_the_household_is_paid_for_each_child():
    shares = [share(60), share(30, child=LEO)]
    assert [total_on(shares, child, FIRST) for child in (None, LEO, NINA)] == [60, 90, 60]


@pytest.mark.parametrize(
    ("added", "excess"),
    [
        (share(40), None),
        (share(41), Excess(day=FIRST, percent=60)),
        (share(100, starts_on=LATER), None),
        (share(100, starts_on=date(2026, 12, 31)), Excess(day=date(2026, 12, 31), percent=60)),
        (share(100, starts_on=date(2026, 1, 1), ends_on=FIRST), None),
        (share(100, starts_on=date(2026, 1, 1), ends_on=date(2026, 9, 2)), Excess(day=FIRST, percent=60)),
        (share(40, child=LEO), None),
        (share(41, child=LEO), Excess(day=FIRST, percent=60)),
    ],
)
def test_a_share_joins_the_others_when_each_day_is_at_most_the_whole(added, excess):
    assert excess_with([share(60, ends_on=LATER)], added) == excess


def test_a_share_of_the_household_leaves_room_for_what_is_paid_for_each_child():
    shares = [share(60, child=LEO), share(80, child=NINA)]
    assert excess_with(shares, share(20)) is None
    assert excess_with(shares, share(21)) == Excess(day=FIRST, percent=80)
    assert excess_with(shares, share(40, child=LEO)) is None


@given(st.lists(SHARES, max_size=6))
def test_no_day_is_ever_more_than_the_whole(candidates):
    kept: list[Share] = []
    for one in candidates:
        if excess_with(kept, one) is None:
            kept.append(one)
    days = [date(2026, 1, 1) + timedelta(days=shift) for shift in range(70)]
    assert all(total_on(kept, child, day) <= WHOLE for day in days for child in (None, LEO, NINA))
