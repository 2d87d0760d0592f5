"""An arrangement as JSON values, both ways."""

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from core.calendar import Weekday
from core.custody.arrangement import AgreedException, Arrangement, HolidaySharing
from core.custody.schedules import AnchorAlternation, IsoParity, Party, Rotation, Schedule, Weekdays, Weeks
from core.periods import Period


def to_json(arrangement: Arrangement) -> dict[str, Any]:
    hour, holidays = arrangement.hand_over_at, arrangement.holidays
    return {
        "rhythm": _rhythm(arrangement.rhythm),
        "hand_over_at": None if hour is None else hour.isoformat("minutes"),
        "holidays": None
        if holidays is None
        else {
            "first_half_in_even_years": holidays.first_half_in_even_years.value,
            "summer_parts": holidays.summer_parts,
            "second_half_starts": [day.isoformat() for day in holidays.second_half_starts],
        },
        "exceptions": [
            {
                "start": exception.period.start.isoformat(),
                "end": exception.period.end.isoformat(),
                "party": exception.party.value,
            }
            for exception in arrangement.exceptions
        ],
    }


def from_json(data: Mapping[str, Any]) -> Arrangement:
    """Return the arrangement that `to_json` wrote, or raise KeyError or ValueError."""
    hour, holidays = data.get("hand_over_at"), data.get("holidays")
    return Arrangement(
        rhythm=_read_rhythm(data["rhythm"]),
        hand_over_at=None if hour is None else time.fromisoformat(hour),
        holidays=None
        if holidays is None
        else HolidaySharing(
            first_half_in_even_years=Party(holidays["first_half_in_even_years"]),
            summer_parts=holidays["summer_parts"],
            second_half_starts=tuple(map(date.fromisoformat, holidays["second_half_starts"])),
        ),
        exceptions=tuple(
            AgreedException(
                period=Period(date.fromisoformat(exception["start"]), date.fromisoformat(exception["end"])),
                party=Party(exception["party"]),
            )
            for exception in data.get("exceptions", ())
        ),
    )


def _rhythm(rhythm: Schedule) -> dict[str, Any]:
    match rhythm:
        case AnchorAlternation():
            return {
                "kind": "alternation",
                "anchor": rhythm.anchor.isoformat(),
                "starts_with": rhythm.starts_with.value,
                "weeks": rhythm.weeks,
            }
        case IsoParity():
            return {"kind": "iso_parity", "even": rhythm.even.value, "first_day": int(rhythm.first_day)}
        case Weekdays():
            return {
                "kind": "weekdays",
                "days": sorted(map(int, rhythm.days)),
                "party_of_days": rhythm.party_of_days.value,
                "weeks": rhythm.weeks.value,
            }
        case _:
            return {
                "kind": "rotation",
                "anchor": rhythm.anchor.isoformat(),
                "runs": list(rhythm.runs),
                "starts_with": rhythm.starts_with.value,
            }


def _read_rhythm(data: Mapping[str, Any]) -> Schedule:
    match data["kind"]:
        case "alternation":
            anchor = date.fromisoformat(data["anchor"])
            return AnchorAlternation(anchor=anchor, starts_with=Party(data["starts_with"]), weeks=data["weeks"])
        case "iso_parity":
            return IsoParity(even=Party(data["even"]), first_day=Weekday(data["first_day"]))
        case "weekdays":
            days = frozenset(map(Weekday, data["days"]))
            return Weekdays(days=days, party_of_days=Party(data["party_of_days"]), weeks=Weeks(data["weeks"]))
        case "rotation":
            anchor = date.fromisoformat(data["anchor"])
            return Rotation(anchor=anchor, runs=tuple(data["runs"]), starts_with=Party(data["starts_with"]))
        case unknown:
            raise ValueError(f"unknown rhythm: {unknown}")
