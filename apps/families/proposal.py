"""A custody as it is typed, question by question, by an agent or by a parent who proposes it; and back."""

from collections.abc import Mapping
from datetime import date, time
from typing import Any, Final

from apps.families.errors import ProposalIncomplete
from core.calendar import Weekday
from core.custody import (
    AnchorAlternation,
    Arrangement,
    HolidaySharing,
    IsoParity,
    Party,
    Rotation,
    Schedule,
    Weekdays,
    Weeks,
)
from core.custody.wording import WEEKDAYS

ALTERNATION, PARITY, DAYS = "alternation", "iso_parity", "weekdays"
TWO_TWO_THREE, TWO_TWO_FIVE_FIVE = "rotation_2_2_3", "rotation_2_2_5_5"
RHYTHMS: Final = {
    ALTERNATION: "Une semaine sur deux, à partir d’une date",
    PARITY: "Semaines paires chez l’un, semaines impaires chez l’autre",
    DAYS: "Des jours fixes de la semaine, ou un week-end sur deux",
    TWO_TWO_THREE: "Deux jours, deux jours, trois jours, puis l’inverse (2-2-3)",
    TWO_TWO_FIVE_FIVE: "Deux jours, deux jours, cinq jours, cinq jours (2-2-5-5)",
}
ANCHORED: Final = (ALTERNATION, TWO_TWO_THREE, TWO_TWO_FIVE_FIVE)
WEEK_CHOICES: Final = {
    Weeks.EVERY.value: "Toutes les semaines",
    Weeks.EVEN.value: "Les semaines paires",
    Weeks.ODD.value: "Les semaines impaires",
}
WEEKDAY_CHOICES: Final = {str(rank): name.capitalize() for rank, name in enumerate(WEEKDAYS)}
NO_SHARING: Final = "none"
_ROTATIONS: Final = {TWO_TWO_THREE: Rotation.TWO_TWO_THREE, TWO_TWO_FIVE_FIVE: Rotation.TWO_TWO_FIVE_FIVE}


def arrangement_from(answers: Mapping[str, Any]) -> Arrangement:
    """Return the arrangement that the answers describe; dates and hours may be texts. Raises ProposalIncomplete."""
    sharing = answers.get("holidays") or NO_SHARING
    hour = answers.get("hand_over_at") or None
    return Arrangement(
        rhythm=_rhythm(answers),
        holidays=None
        if sharing == NO_SHARING
        else HolidaySharing(first_half_in_even_years=Party(sharing), summer_parts=int(answers.get("summer") or 2)),
        hand_over_at=time.fromisoformat(hour) if isinstance(hour, str) else hour,
    )


def answers_from(arrangement: Arrangement) -> dict[str, Any]:
    """Return the answers that describe an arrangement, exceptions left out."""
    holidays, hour = arrangement.holidays, arrangement.hand_over_at
    return {
        **_answers_of_rhythm(arrangement.rhythm),
        "holidays": NO_SHARING if holidays is None else holidays.first_half_in_even_years.value,
        "summer": "2" if holidays is None else str(holidays.summer_parts),
        "hand_over_at": None if hour is None else hour.isoformat("minutes"),
    }


def _rhythm(answers: Mapping[str, Any]) -> Schedule:
    kind = answers.get("rhythm")
    if kind not in RHYTHMS:
        raise ProposalIncomplete(field="rhythm", what="Choisissez le rythme")
    party = _party(answers)
    if kind == PARITY:
        return IsoParity(even=party, first_day=Weekday(int(answers.get("first_day") or 0)))
    if kind == DAYS:
        days = frozenset(Weekday(int(day)) for day in answers.get("days") or ())
        if not days:
            raise ProposalIncomplete(field="days", what="Cochez au moins un jour de la semaine")
        return Weekdays(days=days, party_of_days=party, weeks=Weeks(answers.get("weeks") or Weeks.EVERY))
    anchor = answers.get("anchor")
    if not anchor:
        raise ProposalIncomplete(field="anchor", what="Donnez le premier jour")
    first = date.fromisoformat(anchor) if isinstance(anchor, str) else anchor
    if kind == ALTERNATION:
        return AnchorAlternation(anchor=first, starts_with=party)
    return Rotation(anchor=first, runs=_ROTATIONS[kind], starts_with=party)


def _party(answers: Mapping[str, Any]) -> Party:
    if answers.get("party") not in (Party.A, Party.B):
        raise ProposalIncomplete(field="party", what="Dites chez qui")
    return Party(answers["party"])


def _answers_of_rhythm(rhythm: Schedule) -> dict[str, Any]:
    match rhythm:
        case AnchorAlternation():
            return {"rhythm": ALTERNATION, "party": rhythm.starts_with.value, "anchor": rhythm.anchor}
        case IsoParity():
            return {"rhythm": PARITY, "party": rhythm.even.value, "first_day": str(int(rhythm.first_day))}
        case Weekdays():
            days = [str(int(day)) for day in sorted(rhythm.days)]
            return {
                "rhythm": DAYS,
                "party": rhythm.party_of_days.value,
                "days": days,
                "weeks": rhythm.weeks.value,
            }
        case _:
            kind = next(name for name, runs in _ROTATIONS.items() if runs == rhythm.runs)
            return {"rhythm": kind, "party": rhythm.starts_with.value, "anchor": rhythm.anchor}
