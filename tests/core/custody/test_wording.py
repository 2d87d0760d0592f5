from datetime import date, time

import pytest
from hypothesis import given

from core.calendar import Weekday
from core.custody import (
    AgreedException,
    AnchorAlternation,
    Arrangement,
    HolidaySharing,
    Homes,
    IsoParity,
    Party,
    Rotation,
    Weekdays,
    Weeks,
    describe,
    long_years,
    warnings,
)
from core.periods import Period

from .strategies import arrangements

A, B = Party.A, Party.B
HOMES = Homes(a="chez Maurice", b="chez l’autre parent")
MONDAY = date(2026, 8, 31)
SCHOOL_YEAR = Period(date(2026, 9, 1), date(2027, 9, 1))
WEEKEND = frozenset({Weekday.SATURDAY, Weekday.SUNDAY})

RHYTHMS = [
    (IsoParity(even=A), "Semaines paires chez Maurice, semaines impaires chez l’autre parent, à partir du lundi."),
    (
        IsoParity(even=B, first_day=Weekday.FRIDAY),
        "Semaines paires chez l’autre parent, semaines impaires chez Maurice, à partir du vendredi.",
    ),
    (
        AnchorAlternation(anchor=MONDAY),
        "Une semaine sur deux : chez Maurice à partir du lundi 31 août 2026, puis chez l’autre parent, "
        "et ainsi de suite.",
    ),
    (
        AnchorAlternation(anchor=date(2026, 9, 1), starts_with=B, weeks=2),
        "Par périodes de 2 semaines : chez l’autre parent à partir du mardi 1er septembre 2026, puis chez Maurice, "
        "et ainsi de suite.",
    ),
    (
        Weekdays(days=frozenset({Weekday.WEDNESDAY}), party_of_days=B),
        "Chaque semaine : le mercredi chez l’autre parent ; les autres jours chez Maurice.",
    ),
    (
        Weekdays(days=WEEKEND | {Weekday.WEDNESDAY}, party_of_days=B, weeks=Weeks.EVEN),
        "Les semaines paires : le mercredi, le samedi et le dimanche chez l’autre parent ; "
        "les autres jours chez Maurice.",
    ),
    (
        Rotation(anchor=MONDAY, runs=(2, 2, 3)),
        "Rythme 2-2-3 à partir du lundi 31 août 2026 : deux jours chez Maurice, deux jours chez l’autre parent, "
        "trois jours chez Maurice, puis l’inverse.",
    ),
    (
        Rotation(anchor=MONDAY, runs=(2, 2, 5, 5), starts_with=B),
        "Rythme 2-2-5-5 à partir du lundi 31 août 2026 : deux jours chez l’autre parent, deux jours chez Maurice, "
        "cinq jours chez l’autre parent, cinq jours chez Maurice.",
    ),
]


@pytest.mark.parametrize(("rhythm", "sentence"), RHYTHMS)
def test_each_rhythm_says_itself(rhythm, sentence):
    assert describe(Arrangement(rhythm=rhythm), HOMES) == (sentence,)


def test_the_whole_arrangement_is_said():
    arrangement = Arrangement(
        rhythm=IsoParity(even=A),
        holidays=HolidaySharing(first_half_in_even_years=B, summer_parts=4, second_half_starts=(date(2027, 8, 1),)),
        hand_over_at=time(18, 30),
        exceptions=(
            AgreedException(period=Period(date(2026, 12, 24), date(2026, 12, 25)), party=A),
            AgreedException(period=Period(date(2027, 1, 1), date(2027, 1, 3)), party=B),
        ),
    )
    assert describe(arrangement, HOMES)[1:] == (
        "Vacances scolaires par moitiés : la première chez l’autre parent les années paires, chez Maurice les années "
        "impaires.",
        "Les vacances d’été sont partagées par quarts, dans le même ordre.",
        "La seconde moitié commence le dimanche 1er août 2027.",
        "L’enfant change de maison à 18 h 30 ; la journée compte pour la maison où il est à midi.",
        "Le jeudi 24 décembre 2026 : chez Maurice.",
        "Du vendredi 1er janvier 2027 au samedi 2 janvier 2027 : chez l’autre parent.",
    )


def test_a_round_hour_is_said_without_minutes():
    assert describe(Arrangement(rhythm=IsoParity(even=A), hand_over_at=time(8)), HOMES)[1].startswith(
        "L’enfant change de maison à 8 h ;"
    )


@pytest.mark.parametrize(
    ("start", "end", "years"),
    [
        (date(2026, 9, 1), date(2027, 9, 1), (2026,)),
        (date(2026, 1, 1), date(2027, 1, 4), ()),
        (date(2026, 1, 1), date(2027, 1, 5), (2026,)),
        (date(2027, 1, 4), date(2027, 2, 1), (2026,)),
        (date(2027, 1, 5), date(2032, 12, 31), ()),
        (date(2020, 1, 1), date(2034, 1, 1), (2020, 2026, 2032)),
    ],
)
def test_years_of_53_weeks_are_told_when_their_end_is_in_the_period(start, end, years):
    assert long_years(Period(start, end)) == years


def test_parity_warns_that_two_odd_weeks_follow_each_other():
    assert warnings(Arrangement(rhythm=IsoParity(even=A)), SCHOOL_YEAR, HOMES) == (
        "L’année 2026 compte 53 semaines : celles du lundi 28 décembre 2026 et du lundi 4 janvier 2027 sont impaires "
        "toutes les deux, et se suivent chez l’autre parent. Si les parents alternent sans interruption, choisissez "
        "l’alternance à partir d’une date.",
    )


def test_alternation_from_a_date_warns_that_the_parity_of_its_weeks_changes():
    assert warnings(Arrangement(rhythm=AnchorAlternation(anchor=MONDAY)), SCHOOL_YEAR, HOMES) == (
        "L’année 2026 compte 53 semaines : l’alternance continue, mais ce ne sont plus les mêmes semaines paires et "
        "impaires à partir du lundi 4 janvier 2027.",
    )


@pytest.mark.parametrize(
    ("weeks", "what"), [(Weeks.EVEN, "sans les jours donnés"), (Weeks.ODD, "avec les jours donnés")]
)
def test_given_days_of_one_week_in_two_warn_as_well(weeks, what):
    rhythm = Weekdays(days=WEEKEND, party_of_days=B, weeks=weeks)
    assert warnings(Arrangement(rhythm=rhythm), SCHOOL_YEAR, HOMES) == (
        "L’année 2026 compte 53 semaines : deux semaines impaires se suivent à partir du lundi 28 décembre 2026, "
        f"toutes deux {what}.",
    )


@pytest.mark.parametrize("rhythm", [Weekdays(days=WEEKEND, party_of_days=B), Rotation(anchor=MONDAY, runs=(2, 2, 3))])
def test_a_rhythm_that_knows_no_parity_has_nothing_to_warn_of(rhythm):
    assert warnings(Arrangement(rhythm=rhythm), SCHOOL_YEAR, HOMES) == ()


def test_an_ordinary_year_has_nothing_to_warn_of():
    year = Period(date(2027, 9, 1), date(2028, 9, 1))
    assert warnings(Arrangement(rhythm=IsoParity(even=A)), year, HOMES) == ()


@given(arrangements)
def test_every_arrangement_says_something_in_sentences(arrangement):
    assert all(sentence[0].isupper() and sentence.endswith(".") for sentence in describe(arrangement, HOMES))
