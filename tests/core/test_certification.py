from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.certification import Certified, Renewal

YEARLY = Renewal(asked_days=30, every_months=12)
BY_MID_JULY = Renewal(asked_days=30, by=(7, 15))
DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))
RENEWALS = st.one_of(
    st.builds(Renewal, asked_days=st.integers(1, 90), every_months=st.sampled_from([3, 6, 12, 24, 36])),
    st.builds(Renewal, asked_days=st.integers(1, 90), by=st.tuples(st.integers(1, 12), st.integers(1, 28))),
)


@pytest.mark.parametrize(
    ("months", "due"),
    [
        (3, date(2026, 2, 28)),
        (6, date(2026, 5, 30)),
        (12, date(2026, 11, 30)),
        (24, date(2027, 11, 30)),
        (36, date(2028, 11, 30)),
    ],
)
def test_what_was_said_holds_so_many_months(months, due):
    assert Renewal(asked_days=30, every_months=months).due_on(date(2025, 11, 30)) == due


@pytest.mark.parametrize(
    ("since", "due"),
    [
        (date(2026, 6, 14), date(2026, 7, 15)),
        (date(2026, 6, 15), date(2027, 7, 15)),
        (date(2026, 7, 15), date(2027, 7, 15)),
        (date(2026, 7, 16), date(2027, 7, 15)),
    ],
)
def test_what_is_said_once_it_is_asked_counts_for_the_term_that_comes(since, due):
    assert BY_MID_JULY.due_on(since) == due


def test_a_term_early_in_the_year_is_asked_the_year_before():
    by_new_year = Renewal(asked_days=30, by=(1, 10))
    assert by_new_year.due_on(date(2026, 12, 10)) == date(2027, 1, 10)
    assert by_new_year.due_on(date(2026, 12, 11)) == date(2028, 1, 10)


@pytest.mark.parametrize(
    ("today", "standing"),
    [
        (date(2026, 8, 1), Certified.UP_TO_DATE),
        (date(2026, 8, 2), Certified.ASKED),
        (date(2026, 9, 1), Certified.ASKED),
        (date(2026, 9, 2), Certified.LATE),
    ],
)
def test_it_is_asked_thirty_days_before_and_late_the_day_after_the_term(today, standing):
    assert YEARLY.standing(date(2025, 9, 1), today) == standing


@given(renewal=RENEWALS, since=DAYS, today=DAYS)
def test_the_day_since_which_it_holds_tells_who_is_late(renewal, since, today):
    assert (renewal.standing(since, today) == Certified.LATE) == (since < renewal.holds_through(today))


@given(renewal=RENEWALS, since=DAYS, today=DAYS)
def test_the_day_since_which_nothing_is_asked_tells_who_is_up_to_date(renewal, since, today):
    assert (renewal.standing(since, today) == Certified.UP_TO_DATE) == (since >= renewal.not_asked_since(today))


@given(renewal=RENEWALS, since=DAYS)
def test_saying_it_later_never_brings_the_term_nearer(renewal, since):
    assert since < renewal.due_on(since) <= renewal.due_on(since + timedelta(days=1))
