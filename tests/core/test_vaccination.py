from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.vaccination import (
    DTP,
    ELEVEN,
    Admission,
    Vaccine,
    admission,
    missing_vaccines,
    months_later,
    required_vaccines,
)

SEPTEMBER_2 = date(2026, 9, 2)
DECEMBER_2 = date(2026, 12, 2)


@pytest.mark.parametrize(
    ("birth_date", "vaccines"),
    [
        (date(2017, 12, 12), DTP),
        (date(2017, 12, 31), DTP),
        (date(2018, 1, 1), ELEVEN),
        (date(2024, 5, 1), ELEVEN),
    ],
)
def test_the_birth_date_tells_which_vaccines_are_compulsory(birth_date: date, vaccines: tuple[Vaccine, ...]) -> None:
    assert required_vaccines(birth_date) == vaccines


def test_there_are_three_then_eleven_vaccines_each_with_its_name() -> None:
    assert [vaccine.label for vaccine in DTP] == ["Diphtérie", "Tétanos", "Poliomyélite"]
    assert len(ELEVEN) == len({vaccine.label for vaccine in ELEVEN}) == 11


def test_what_is_missing_is_what_was_not_given_among_the_compulsory_ones() -> None:
    assert missing_vaccines(date(2017, 12, 12), [Vaccine.TETANUS, Vaccine.MUMPS]) == (
        Vaccine.DIPHTHERIA,
        Vaccine.POLIOMYELITIS,
    )


def may_come(day: date, *, proved: bool = False, accommodation: bool = False, months: int = 3) -> Admission:
    return admission(proved=proved, first_day=SEPTEMBER_2, day=day, months=months, accommodation=accommodation)


@pytest.mark.parametrize(
    ("day", "allowed"),
    [(SEPTEMBER_2, True), (date(2026, 12, 1), True), (DECEMBER_2, True), (date(2026, 12, 3), False)],
)
def test_without_the_proof_a_child_comes_for_three_months(day: date, allowed: bool) -> None:
    result = may_come(day)
    assert result == Admission(allowed=allowed, until=DECEMBER_2)
    assert result.provisional is allowed


def test_with_the_proof_nothing_limits_the_admission() -> None:
    result = may_come(date(2027, 6, 30), proved=True, accommodation=True)
    assert result == Admission(allowed=True)
    assert not result.provisional


def test_a_stay_with_accommodation_knows_no_derogation() -> None:
    assert may_come(SEPTEMBER_2, accommodation=True) == Admission(allowed=False)


def test_a_commune_may_grant_no_month_at_all() -> None:
    assert may_come(SEPTEMBER_2, months=0) == Admission(allowed=False)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
        (date(2026, 5, 15), 0, date(2026, 5, 15)),
        (date(2026, 10, 1), 2, date(2026, 12, 1)),
    ],
)
def test_months_later_is_the_same_day_or_the_last_of_a_short_month(day: date, months: int, later: date) -> None:
    assert months_later(day, months) == later


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(0, 24))
def test_months_later_never_comes_before_and_counts_the_months(day: date, months: int) -> None:
    later = months_later(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day <= day.day
