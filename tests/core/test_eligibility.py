"""What a child may be enrolled in; the boundary of each condition, on both sides."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.eligibility import (
    ELSEWHERE,
    AgeDay,
    Audience,
    Candidate,
    Conditions,
    GroupRule,
    Opening,
    Verdict,
    Window,
    evaluate,
    fitting_groups,
    opening,
    reference_day,
    unmet,
)
from core.schooling import Level, SchoolKind
from tests.instants import PARIS

START = date(2026, 9, 2)
ANYBODY = Conditions(min_age=3, max_age=11)
HOME = "94034"


def child(birth_date: date | None = date(2019, 5, 4), **known: object) -> Candidate:
    return Candidate(birth_date=birth_date, **known)


def codes(conditions: Conditions, candidate: Candidate, start: date = START) -> list[str]:
    return [block.code for block in unmet(conditions, candidate, start)]


@pytest.mark.parametrize(
    ("born", "missing"),
    [
        (date(2023, 9, 3), ["too_young"]),
        (date(2023, 9, 2), []),
        (date(2014, 9, 3), []),
        (date(2014, 9, 2), ["too_old"]),
        (None, ["birth_date_missing"]),
    ],
)
def test_an_age_is_counted_on_the_first_day(born: date | None, missing: list[str]) -> None:
    assert codes(ANYBODY, child(born)) == missing


@pytest.mark.parametrize(
    ("born", "missing"),
    [
        (date(2024, 1, 1), ["too_young"]),
        (date(2023, 12, 31), []),
        (date(2015, 1, 1), []),
        (date(2014, 12, 31), ["too_old"]),
    ],
)
def test_an_age_is_counted_on_31_december(born: date, missing: list[str]) -> None:
    conditions = Conditions(min_age=3, max_age=11, age_on=AgeDay.END_OF_YEAR)
    assert codes(conditions, child(born)) == missing


def test_the_sentence_says_the_age_and_the_day() -> None:
    [young] = unmet(ANYBODY, child(date(2024, 1, 1)), START)
    [old] = unmet(ANYBODY, child(date(2010, 1, 1)), START)
    [one] = unmet(Conditions(min_age=1, max_age=3), child(date(2026, 1, 1)), START)
    assert young.sentence == "Il faut avoir 3 ans au 2 septembre 2026."
    assert old.sentence == "C’est jusqu’à 11 ans : l’enfant aura 16 ans au 2 septembre 2026."
    assert one.sentence == "Il faut avoir 1 an au 2 septembre 2026."


@pytest.mark.parametrize(
    ("known", "missing"),
    [
        ({}, ["school_missing"]),
        ({"schooled": True, "school": "a", "school_kind": SchoolKind.PUBLIC}, []),
        ({"schooled": True, "school": "b", "school_kind": SchoolKind.PRIVATE}, ["other_school_kind"]),
        ({"schooled": True}, ["other_school_kind"]),
    ],
)
def test_a_public_school_may_be_needed(known: dict[str, object], missing: list[str]) -> None:
    assert codes(Conditions(min_age=3, max_age=11, school_kind=SchoolKind.PUBLIC), child(**known)) == missing


def test_the_sentence_names_the_kind_of_school() -> None:
    pupil = child(schooled=True, school="a", school_kind=SchoolKind.PUBLIC)
    [block] = unmet(Conditions(min_age=3, max_age=11, school_kind=SchoolKind.PRIVATE), pupil, START)
    assert block.sentence == "C’est réservé aux élèves de l’école privée."


@pytest.mark.parametrize(("school", "missing"), [("a", []), ("b", ["other_school"]), ("", ["other_school"])])
def test_one_school_may_be_needed(school: str, missing: list[str]) -> None:
    assert codes(Conditions(min_age=3, max_age=11, schools=("a",)), child(schooled=True, school=school)) == missing


@pytest.mark.parametrize(("level", "missing"), [(Level.CP, []), (Level.GS, ["other_level"]), (None, ["level_missing"])])
def test_a_level_may_be_needed(level: Level | None, missing: list[str]) -> None:
    assert codes(Conditions(min_age=3, max_age=11, levels=(Level.CP,)), child(level=level)) == missing


@pytest.mark.parametrize(
    ("homes", "missing"),
    [
        ({HOME}, []),
        ({HOME, ELSEWHERE}, []),
        ({"75056"}, ["not_resident"]),
        ({ELSEWHERE}, ["not_resident"]),
        (set(), ["address_missing"]),
    ],
)
def test_living_in_the_commune_may_be_needed(homes: set[str], missing: list[str]) -> None:
    conditions = Conditions(min_age=3, max_age=11, residence=(HOME,))
    assert codes(conditions, child(residence=frozenset(homes))) == missing


def test_all_that_is_missing_is_said_at_once() -> None:
    conditions = Conditions(min_age=3, max_age=11, school_kind=SchoolKind.PUBLIC, levels=(Level.CP,), residence=(HOME,))
    assert codes(conditions, child(None)) == [
        "birth_date_missing",
        "school_missing",
        "level_missing",
        "address_missing",
    ]


SMALL = GroupRule(slug="petits", max_age=5)
TALL = GroupRule(slug="grands", min_age=6)
CP_OF_A = GroupRule(slug="cp", levels=(Level.CP,), schools=("a",))


@pytest.mark.parametrize(
    ("born", "groups"),
    [(date(2020, 9, 3), ("petits",)), (date(2020, 9, 2), ("grands",)), (None, ())],
)
def test_a_group_takes_an_age(born: date | None, groups: tuple[str, ...]) -> None:
    assert fitting_groups([SMALL, TALL], ANYBODY, child(born), START) == groups


@pytest.mark.parametrize(
    ("known", "groups"),
    [
        ({"level": Level.CP, "school": "a"}, ("cp",)),
        ({"level": Level.CP, "school": "b"}, ()),
        ({"level": Level.CE1, "school": "a"}, ()),
        ({}, ()),
    ],
)
def test_a_group_takes_a_level_of_a_school(known: dict[str, object], groups: tuple[str, ...]) -> None:
    assert fitting_groups([CP_OF_A], ANYBODY, child(**known), START) == groups


RESIDENTS = Window(opens=datetime(2026, 8, 21, 7, tzinfo=PARIS), closes=None, audience=Audience.RESIDENTS)
EVERYONE = Window(
    opens=datetime(2026, 8, 28, 7, tzinfo=PARIS),
    closes=datetime(2026, 9, 15, tzinfo=PARIS),
    audience=Audience.EVERYONE,
)
SECOND = timedelta(seconds=1)


def opens(at: datetime, *, resident: bool) -> tuple[bool, datetime | None, datetime | None, list[str]]:
    found = opening([RESIDENTS, EVERYONE], is_resident=resident, at=at)
    return found.is_open, found.opens_at, found.closes_at, [block.code for block in found.blocks]


def test_residents_come_first_and_the_others_are_told_their_day() -> None:
    """Saint-Jean-Bonnefonds: residents on 21/08 at 7:00, the others on 28/08 at 7:00."""
    assert opens(RESIDENTS.opens - SECOND, resident=True) == (False, RESIDENTS.opens, None, ["not_open_yet"])
    assert opens(RESIDENTS.opens, resident=True) == (True, None, None, [])
    assert opens(RESIDENTS.opens, resident=False) == (False, EVERYONE.opens, None, ["not_open_yet"])
    assert opens(EVERYONE.opens - SECOND, resident=False) == (False, EVERYONE.opens, None, ["not_open_yet"])
    assert opens(EVERYONE.opens, resident=False) == (True, None, EVERYONE.closes, [])


def test_a_window_closes_at_its_instant() -> None:
    assert opens(EVERYONE.closes - SECOND, resident=False) == (True, None, EVERYONE.closes, [])
    assert opens(EVERYONE.closes, resident=False) == (False, None, None, ["closed"])
    assert opens(EVERYONE.closes, resident=True) == (True, None, None, [])


def test_windows_speak_of_their_instants() -> None:
    early = opening([EVERYONE], is_resident=False, at=RESIDENTS.opens)
    late = opening([EVERYONE], is_resident=False, at=EVERYONE.closes)
    assert early.blocks[0].sentence == "Les inscriptions ouvrent le vendredi 28 août 2026 à 7 h."
    assert late.blocks[0].sentence == "Les inscriptions sont closes depuis le lundi 14 septembre 2026 à minuit."


def test_without_a_window_the_door_is_open_and_with_none_of_mine_it_is_shut() -> None:
    assert opening([], is_resident=False, at=RESIDENTS.opens) == Opening(is_open=True)
    shut = opening([RESIDENTS], is_resident=False, at=RESIDENTS.opens)
    assert (shut.is_open, [block.code for block in shut.blocks]) == (False, ["residents_only"])


def test_several_windows_close_with_the_last() -> None:
    first = Window(opens=None, closes=EVERYONE.closes - timedelta(days=3), audience=Audience.EVERYONE)
    assert opening([first, EVERYONE], is_resident=False, at=EVERYONE.opens).closes_at == EVERYONE.closes


def verdict(candidate: Candidate, groups: list[GroupRule], conditions: Conditions = ANYBODY) -> Verdict:
    return evaluate(
        conditions=conditions,
        groups=groups,
        windows=[EVERYONE],
        candidate=candidate,
        home=HOME,
        start=START,
        at=EVERYONE.opens,
    )


@pytest.mark.parametrize(
    ("known", "groups", "missing"),
    [
        ({"level": Level.CE1}, [CP_OF_A], ["school_missing"]),
        ({"level": Level.CE1, "schooled": True, "school": "a"}, [CP_OF_A], ["no_group"]),
        ({}, [CP_OF_A], ["level_missing"]),
        ({}, [SMALL, TALL], []),
        ({}, [SMALL], ["no_group"]),
    ],
)
def test_a_child_without_a_group_is_told_why(
    known: dict[str, object], groups: list[GroupRule], missing: list[str]
) -> None:
    found = verdict(child(**known), groups)
    assert [block.code for block in found.blocks] == missing
    assert found.is_eligible is (missing == [])


def test_a_child_to_be_born_waits_for_its_birth() -> None:
    found = verdict(child(None, born=False), [SMALL])
    assert ([block.code for block in found.blocks], found.groups) == (["not_born"], ())


def test_a_condition_that_fails_hides_the_groups_trouble() -> None:
    assert [block.code for block in verdict(child(date(2010, 1, 1)), [SMALL]).blocks] == ["too_old"]


@given(st.dates(date(2005, 1, 1), date(2026, 9, 1)), st.integers(0, 17), st.integers(0, 17))
def test_a_wider_bracket_of_ages_never_refuses_more(born: date, low: int, high: int) -> None:
    wide, narrow = Conditions(min_age=low, max_age=high), Conditions(min_age=low + 1, max_age=high - 1)
    if not unmet(narrow, child(born), START):
        assert unmet(wide, child(born), START) == ()


@given(st.dates(date(2005, 1, 1), date(2026, 9, 1)))
def test_nobody_is_younger_on_31_december(born: date) -> None:
    somebody = child(born)
    on_start = somebody.age_on(reference_day(AgeDay.START, START))
    at_end = somebody.age_on(reference_day(AgeDay.END_OF_YEAR, START))
    assert on_start is not None
    assert at_end in (on_start, on_start + 1)
