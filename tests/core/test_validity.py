from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.validity import Standing, Validity, ValidityRule, add_months

THREE_MONTHS = Validity(ValidityRule.MONTHS, 3)
PRINTED = Validity(ValidityRule.PRINTED)
SCHOOL_YEAR = Validity(ValidityRule.SCHOOL_YEAR)
UNLIMITED = Validity(ValidityRule.UNLIMITED)
DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))


@pytest.mark.parametrize(
    ("today", "standing"),
    [
        (date(2026, 5, 15), Standing.VALID),
        (date(2026, 7, 15), Standing.VALID),
        (date(2026, 7, 16), Standing.EXPIRES_SOON),
        (date(2026, 8, 15), Standing.EXPIRES_SOON),
        (date(2026, 8, 16), Standing.EXPIRED),
    ],
)
def test_a_proof_of_address_of_15_may_is_accepted_until_15_august_included(today, standing):
    last_day = THREE_MONTHS.last_day(issued_on=date(2026, 5, 15))

    assert last_day == date(2026, 8, 15)
    assert THREE_MONTHS.standing(last_day, today) == standing


@pytest.mark.parametrize(
    ("validity", "issued_on", "printed", "last_day"),
    [
        (UNLIMITED, date(2026, 5, 15), date(2030, 1, 1), None),
        (PRINTED, date(2026, 5, 15), date(2030, 1, 1), date(2030, 1, 1)),
        (PRINTED, date(2026, 5, 15), None, None),
        (THREE_MONTHS, None, date(2030, 1, 1), None),
        (THREE_MONTHS, date(2025, 11, 30), None, date(2026, 2, 28)),
        (Validity(ValidityRule.MONTHS), date(2026, 5, 15), None, None),
        (SCHOOL_YEAR, date(2026, 8, 31), None, date(2026, 8, 31)),
        (SCHOOL_YEAR, date(2026, 9, 1), None, date(2027, 8, 31)),
        (SCHOOL_YEAR, None, None, None),
    ],
)
def test_the_last_day_depends_on_the_rule(validity, issued_on, printed, last_day):
    assert validity.last_day(issued_on=issued_on, printed=printed) == last_day


def test_what_has_no_limit_never_expires():
    assert UNLIMITED.standing(None, date(2026, 5, 15)) == Standing.UNLIMITED


def test_a_document_whose_date_nobody_gave_says_so():
    assert THREE_MONTHS.standing(None, date(2026, 5, 15)) == Standing.UNDATED


@given(DAYS, st.integers(1, 120), DAYS)
def test_a_document_never_stands_better_the_day_after(issued_on, months, today):
    ranks = [Standing.VALID, Standing.EXPIRES_SOON, Standing.EXPIRED]
    validity = Validity(ValidityRule.MONTHS, months)
    last_day = validity.last_day(issued_on=issued_on)
    tomorrow = date.fromordinal(today.toordinal() + 1)

    assert ranks.index(validity.standing(last_day, today)) <= ranks.index(validity.standing(last_day, tomorrow))


@given(DAYS, st.integers(1, 120))
def test_months_are_added_without_leaving_the_month_meant(day, months):
    later = add_months(day, months)

    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day
