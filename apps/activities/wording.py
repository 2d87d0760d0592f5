"""An activity in words: who it is for, and when each public enrols."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from apps.activities.models import Period
from apps.activities.queries import windows_of
from communes_config.schema import Activity as ActivityRules
from core.dates import spoken_instant
from core.eligibility import AgeDay, Audience, GroupRule, Window, opening
from core.schooling import Level

SCHOOL_WORDS = {"public": "élèves de l’école publique", "private": "élèves de l’école privée"}


def audience_of(rules: ActivityRules) -> str:
    """Say « De 3 à 11 ans (âge au 31 décembre), élèves de l’école publique »."""
    public = rules.public
    ages = f"De {public.min_age} à {public.max_age} ans"
    counted = " (âge au 31 décembre)" if public.age_on is AgeDay.END_OF_YEAR else ""
    levels = f"en {_levels(public.levels)}" if public.levels else ""
    home = "habitants de la commune" if public.residence else ""
    schools = SCHOOL_WORDS[public.school] if public.school else ""
    return ", ".join(filter(None, (f"{ages}{counted}", schools, levels, home)))


def group_audience(rule: GroupRule, rules: ActivityRules) -> str:
    """Say « CP, CE1 », or « de 6 à 11 ans »."""
    low = rules.public.min_age if rule.min_age is None else rule.min_age
    high = rules.public.max_age if rule.max_age is None else rule.max_age
    by_age = rule.min_age is not None or rule.max_age is not None
    ages = f"de {low} à {high} ans" if by_age else ""
    return ", ".join(filter(None, (_levels(rule.levels), ages))) or "Tous"


def _levels(levels: Sequence[Level]) -> str:
    return ", ".join(level.label for level in levels)


def openings(rules: ActivityRules, period: Period, at: datetime) -> tuple[str, ...]:
    """Say when each public enrols for a period, one sentence each."""
    windows = windows_of(rules, period)
    if not windows:
        return ("Toute la période",)
    return tuple(_spoken(audience, windows, at) for audience in _audiences(windows))


def _audiences(windows: Iterable[Window]) -> Iterator[bool]:
    """Whether to speak of residents apart: only when they have a window of their own."""
    if any(window.audience is Audience.RESIDENTS for window in windows):
        yield True
    yield False


def _spoken(residents: bool, windows: Sequence[Window], at: datetime) -> str:
    found = opening(windows, is_resident=residents, at=at)
    several = any(window.audience is Audience.RESIDENTS for window in windows)
    who = ("Habitants : " if residents else "Autres familles : ") if several else ""
    if found.is_open:
        until = f" jusqu’au {spoken_instant(found.closes_at)}" if found.closes_at else ""
        return f"{who}{'ouvert' if several else 'Ouvert'}{until}"
    sentence = found.blocks[0].sentence.removesuffix(".")
    return f"{who}{sentence[0].lower() + sentence[1:] if several else sentence}"
