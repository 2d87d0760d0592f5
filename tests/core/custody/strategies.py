"""Arrangements of every kind, drawn for the laws."""

from datetime import date, time, timedelta

from hypothesis import strategies as st

from core.calendar import Calendar, Weekday
from core.custody import (
    AgreedException,
    AnchorAlternation,
    Arrangement,
    HolidaySharing,
    IsoParity,
    Party,
    Rotation,
    Weekdays,
    Weeks,
)
from core.periods import Period

days = st.dates(date(2020, 1, 1), date(2032, 12, 31))
parties = st.sampled_from(Party)
periods = st.builds(lambda start, length: Period(start, start + timedelta(days=length)), days, st.integers(1, 90))
rhythms = st.one_of(
    st.builds(AnchorAlternation, anchor=days, starts_with=parties, weeks=st.integers(1, 3)),
    st.builds(IsoParity, even=parties, first_day=st.sampled_from(Weekday)),
    st.builds(
        Weekdays,
        days=st.frozensets(st.sampled_from(Weekday), min_size=1),
        party_of_days=parties,
        weeks=st.sampled_from(Weeks),
    ),
    st.builds(
        Rotation,
        anchor=days,
        runs=st.sampled_from([Rotation.TWO_TWO_THREE, Rotation.TWO_TWO_FIVE_FIVE]),
        starts_with=parties,
    ),
)
sharings = st.builds(
    HolidaySharing,
    first_half_in_even_years=parties,
    summer_parts=st.sampled_from([2, 4]),
    second_half_starts=st.lists(days, max_size=2).map(tuple),
)
hours = st.none() | st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
arrangements = st.builds(
    Arrangement,
    rhythm=rhythms,
    holidays=st.none() | sharings,
    hand_over_at=hours,
    exceptions=st.lists(st.builds(AgreedException, period=periods, party=parties), max_size=1).map(tuple),
)
calendars = st.builds(Calendar, school_holidays=st.lists(periods, max_size=2).map(tuple))
