"""An arrangement in the words that parents and agents read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from core.calendar import Weekday
from core.custody.arrangement import Arrangement
from core.custody.schedules import AnchorAlternation, IsoParity, Party, Rotation, Schedule, Weekdays, Weeks
from core.dates import WEEKDAYS, spoken_hour, spoken_weekday
from core.periods import Period

NUMBERS = {1: "un", 2: "deux", 3: "trois", 5: "cinq"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Homes:
    """How each home is called where the sentence is read: "chez Maurice Testo", "chez vous", "chez l’autre parent"."""

    a: str
    b: str

    def of(self, party: Party) -> str:
        return self.a if party is Party.A else self.b


def describe(arrangement: Arrangement, homes: Homes) -> tuple[str, ...]:
    """Return the arrangement in sentences, the ordinary rhythm first."""
    return tuple(_sentences(arrangement, homes))


def warnings(arrangement: Arrangement, period: Period, homes: Homes) -> tuple[str, ...]:
    """Return what parents should know of the years of 53 weeks that end within a period."""
    return tuple(
        sentence for year in long_years(period) if (sentence := _long_year(arrangement.rhythm, year, homes)) is not None
    )


def long_years(period: Period) -> tuple[int, ...]:
    """Return the years of 53 weeks whose last week ends within the period, or just before its first day."""
    years = range(period.start.year - 1, period.last_day.year + 1)
    return tuple(year for year in years if _has_53_weeks(year) and _monday_after(year) in period)


def _has_53_weeks(year: int) -> bool:
    return date(year, 12, 28).isocalendar().week == 53


def _monday_after(year: int) -> date:
    """The first day of week 1 that follows a year."""
    return date.fromisocalendar(year + 1, 1, 1)


def _long_year(rhythm: Schedule, year: int, homes: Homes) -> str | None:
    first, last = _monday_after(year) - timedelta(weeks=1), _monday_after(year)
    start = f"L’année {year} compte 53 semaines : "
    match rhythm:
        case IsoParity():
            return (
                f"{start}celles du {spoken_weekday(first)} et du {spoken_weekday(last)} sont impaires toutes les deux, "
                f"et se suivent {homes.of(rhythm.even.other)}. Si les parents alternent sans interruption, choisissez "
                "l’alternance à partir d’une date."
            )
        case Weekdays() if rhythm.weeks is not Weeks.EVERY:
            what = "sans les jours donnés" if rhythm.weeks is Weeks.EVEN else "avec les jours donnés"
            return f"{start}deux semaines impaires se suivent à partir du {spoken_weekday(first)}, toutes deux {what}."
        case AnchorAlternation():
            return (
                f"{start}l’alternance continue, mais ce ne sont plus les mêmes semaines paires et impaires à partir du "
                f"{spoken_weekday(last)}."
            )
        case _:
            return None


def _sentences(arrangement: Arrangement, homes: Homes) -> Iterator[str]:
    yield _rhythm(arrangement.rhythm, homes)
    holidays = arrangement.holidays
    if holidays is not None:
        first = holidays.first_half_in_even_years
        yield (
            f"Vacances scolaires par moitiés : la première {homes.of(first)} les années paires, "
            f"{homes.of(first.other)} les années impaires."
        )
        if holidays.summer_parts == 4:
            yield "Les vacances d’été sont partagées par quarts, dans le même ordre."
        for day in holidays.second_half_starts:
            yield f"La seconde moitié commence le {spoken_weekday(day)}."
    if arrangement.hand_over_at is not None:
        hour = spoken_hour(arrangement.hand_over_at)
        yield f"L’enfant change de maison à {hour} ; la journée compte pour la maison où il est à midi."
    for exception in arrangement.exceptions:
        yield f"{_days(exception.period)} : {homes.of(exception.party)}."


def _rhythm(rhythm: Schedule, homes: Homes) -> str:
    match rhythm:
        case AnchorAlternation():
            first, second = homes.of(rhythm.starts_with), homes.of(rhythm.starts_with.other)
            turn = "Une semaine sur deux" if rhythm.weeks == 1 else f"Par périodes de {rhythm.weeks} semaines"
            return f"{turn} : {first} à partir du {spoken_weekday(rhythm.anchor)}, puis {second}, et ainsi de suite."
        case IsoParity():
            even, odd = homes.of(rhythm.even), homes.of(rhythm.even.other)
            return f"Semaines paires {even}, semaines impaires {odd}, à partir du {WEEKDAYS[rhythm.first_day]}."
        case Weekdays():
            return _weekdays(rhythm, homes)
        case _:
            return _rotation(rhythm, homes)


def _weekdays(rhythm: Weekdays, homes: Homes) -> str:
    weeks = {
        Weeks.EVERY: "Chaque semaine",
        Weeks.EVEN: "Les semaines paires",
        Weeks.ODD: "Les semaines impaires",
    }[rhythm.weeks]
    home, other = homes.of(rhythm.party_of_days), homes.of(rhythm.party_of_days.other)
    return f"{weeks} : {_listed(sorted(rhythm.days))} {home} ; les autres jours {other}."


def _rotation(rhythm: Rotation, homes: Homes) -> str:
    parties = (rhythm.starts_with, rhythm.starts_with.other)
    turns = [f"{NUMBERS[length]} jours {homes.of(parties[rank % 2])}" for rank, length in enumerate(rhythm.runs)]
    name = "-".join(map(str, rhythm.runs))
    reverse = ", puis l’inverse" if len(rhythm.runs) % 2 else ""
    return f"Rythme {name} à partir du {spoken_weekday(rhythm.anchor)} : {', '.join(turns)}{reverse}."


def _listed(days: Sequence[Weekday]) -> str:
    names = [f"le {WEEKDAYS[day]}" for day in days]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} et {names[-1]}"


def _days(period: Period) -> str:
    if len(period) == 1:
        return f"Le {spoken_weekday(period.start)}"
    return f"Du {spoken_weekday(period.start)} au {spoken_weekday(period.last_day)}"
