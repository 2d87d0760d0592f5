"""Custody of a child between two households: structured, dated, and able to say whose day it is.

A day on which the child changes home belongs to the household that has the child at noon: the one that hands over when
the hour comes after noon, the one that receives otherwise. Exceptions prevail over holidays, holidays over the rhythm.
"""

from core.custody.arrangement import (
    AgreedException,
    Arrangement,
    Because,
    CustodyDay,
    HolidaySharing,
    day_of,
    month_of,
    next_hand_over,
    weeks_of,
    who_has_the_child,
    whose_day,
)
from core.custody.schedules import AnchorAlternation, IsoParity, Party, Rotation, Schedule, Weekdays, Weeks
from core.custody.storage import from_json, to_json
from core.custody.wording import Homes, describe, long_years, warnings

__all__ = [
    "AgreedException",
    "AnchorAlternation",
    "Arrangement",
    "Because",
    "CustodyDay",
    "HolidaySharing",
    "Homes",
    "IsoParity",
    "Party",
    "Rotation",
    "Schedule",
    "Weekdays",
    "Weeks",
    "day_of",
    "describe",
    "from_json",
    "long_years",
    "month_of",
    "next_hand_over",
    "to_json",
    "warnings",
    "weeks_of",
    "who_has_the_child",
    "whose_day",
]
