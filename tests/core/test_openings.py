"""A procedure is open on given days, once or every year."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.openings import Opening, Window, opening_on

SPRING = Window(first="2026-03-01", last="2026-05-31")
YEARLY = Window(first="03-01", last="05-31")
WINTER = Window(first="11-15", last="01-15")
OPEN = Opening(is_open=True)


@pytest.mark.parametrize(
    ("windows", "day", "opening"),
    [
        ((), date(2026, 3, 1), OPEN),
        ((SPRING,), date(2026, 2, 28), Opening(is_open=False, opens_on=date(2026, 3, 1))),
        ((SPRING,), date(2026, 3, 1), Opening(is_open=True, closes_on=date(2026, 5, 31))),
        ((SPRING,), date(2026, 5, 31), Opening(is_open=True, closes_on=date(2026, 5, 31))),
        ((SPRING,), date(2026, 6, 1), Opening(is_open=False)),
        ((YEARLY,), date(2026, 6, 1), Opening(is_open=False, opens_on=date(2027, 3, 1))),
        ((YEARLY,), date(2027, 3, 1), Opening(is_open=True, closes_on=date(2027, 5, 31))),
        ((WINTER,), date(2026, 1, 15), Opening(is_open=True, closes_on=date(2026, 1, 15))),
        ((WINTER,), date(2026, 1, 16), Opening(is_open=False, opens_on=date(2026, 11, 15))),
        ((WINTER,), date(2026, 12, 31), Opening(is_open=True, closes_on=date(2027, 1, 15))),
        ((Window(first="2026-03-01"),), date(2026, 2, 28), Opening(is_open=False, opens_on=date(2026, 3, 1))),
        ((Window(first="2026-03-01"),), date(2036, 3, 1), OPEN),
        ((Window(last="2026-03-01"),), date(2026, 3, 1), Opening(is_open=True, closes_on=date(2026, 3, 1))),
        ((Window(last="2026-03-01"),), date(2026, 3, 2), Opening(is_open=False)),
        ((Window(last="03-01"),), date(2026, 3, 2), Opening(is_open=False, opens_on=date(2027, 1, 1))),
        ((Window(first="09-01"),), date(2026, 12, 31), Opening(is_open=True, closes_on=date(2026, 12, 31))),
        ((WINTER, YEARLY), date(2026, 2, 1), Opening(is_open=False, opens_on=date(2026, 3, 1))),
        (
            (SPRING, Window(first="2026-05-01", last="2026-06-15")),
            date(2026, 5, 15),
            Opening(is_open=True, closes_on=date(2026, 6, 15)),
        ),
    ],
)
def test_opening(windows: tuple[Window, ...], day: date, opening: Opening) -> None:
    assert opening_on(windows, day) == opening


MONTH_DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31)).map(lambda day: f"{day:%m-%d}")


@given(MONTH_DAYS, MONTH_DAYS, st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_yearly_window_is_the_same_each_year(first: str, last: str, day: date) -> None:
    found = opening_on((Window(first=first, last=last),), day)
    assert found.is_open is ((first <= f"{day:%m-%d}") + (f"{day:%m-%d}" <= last) > (first <= last))
    assert found.opens_on is None if found.is_open else found.opens_on is not None and found.opens_on > day
