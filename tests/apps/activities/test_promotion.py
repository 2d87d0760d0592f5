"""The end of the year in a school: seen first, applied at once, undone while nothing followed."""

from datetime import date, datetime, timedelta

import pytest

from apps.activities.enums import Move
from apps.activities.errors import (
    NobodyToPromote,
    PromotionAlreadyApplied,
    PromotionAlreadyUndone,
    PromotionChanged,
    PromotionFollowed,
)
from apps.activities.models import Promotion, Schooling
from apps.activities.operations import apply_promotion, record_schooling, undo_promotion
from apps.activities.promotions import plan_of
from apps.audit.models import Event
from core.schooling import Level, SchoolYear
from tests.factories import AgentFactory, PersonFactory
from tests.instants import PARIS

from .makers import no_catalogue, pupil, two_schools

AT = datetime(2026, 6, 29, 10, 0, tzinfo=PARIS)
YEAR = SchoolYear(2025)
NEXT = "2026-2027"


@pytest.fixture
def schools(in_fresnes):
    no_catalogue()
    return two_schools()


def apply(school, chosen=None, *, at=AT, year=YEAR, seen=None) -> Promotion:
    seen = seen or plan_of(school, year).fingerprint
    return apply_promotion(school=school, year=year, chosen=chosen or {}, seen=seen, by=AgentFactory(), at=at)


def undo(promotion, *, at=AT) -> Promotion:
    return undo_promotion(promotion=promotion, by=AgentFactory(), at=at)


def next_year() -> dict[str, tuple[str, str]]:
    rows = Schooling.objects.live().in_year(NEXT).select_related("child", "school")
    return {row.child.first_names: (row.level, row.place) for row in rows}


def named(name: str):
    return PersonFactory(child=True, first_names=name)


def test_a_plan_says_who_goes_where_before_anything_is_written(schools) -> None:
    nursery, primary = schools
    ms, gs, cm2 = (
        pupil(nursery, Level.MS, child=named("Moyen")),
        pupil(nursery, Level.GS, child=named("Grand")),
        pupil(primary, Level.CM2, child=named("Aîné")),
    )
    plan = plan_of(nursery, YEAR)
    assert [(move.schooling, move.move, move.level, move.school) for move in plan.moves] == [
        (ms, Move.UP, Level.GS, nursery),
        (gs, Move.UP, Level.CP, primary),
    ]
    assert [group.level for group in plan.levels] == [Level.MS, Level.GS]
    [leaving] = plan_of(primary, YEAR).moves
    assert (leaving.schooling, leaving.move, leaving.level) == (cm2, Move.LEAVE, None)
    assert next_year() == {}


def test_the_agent_decides_of_exceptions(schools) -> None:
    nursery, _ = schools
    stays, goes = pupil(nursery, Level.GS, child=named("Reste")), pupil(nursery, Level.GS, child=named("Part"))
    pupil(nursery, Level.GS, child=named("Passe"))
    chosen = {stays.pk: Move.REPEAT, goes.pk: Move.LEAVE}
    plan = plan_of(nursery, YEAR, chosen)
    assert (plan.moving_up, plan.repeating, plan.leaving, plan.known) == (1, 1, 1, 0)
    assert plan.levels[0].usual.move is not Move.REPEAT

    promotion = apply(nursery, chosen)

    assert (promotion.pupils, next_year()) == (2, {"Reste": ("gs", "Maternelle"), "Passe": ("cp", "Élémentaire")})
    event = Event.objects.filter(action="activities.promotion_applied").latest("pk")
    assert event.data == {
        "school": "maternelle",
        "to_year": NEXT,
        "up": 1,
        "repeat": 1,
        "leave": 1,
        "known": 0,
    }


def test_a_level_of_repeaters_is_described_by_the_first(schools) -> None:
    row = pupil(schools[0], Level.GS)
    [level] = plan_of(schools[0], YEAR, {row.pk: Move.REPEAT}).levels
    assert level.usual.move is Move.REPEAT


def test_a_pupil_whose_next_year_is_known_is_left_alone(schools) -> None:
    nursery, _ = schools
    child = named("Connu")
    pupil(nursery, Level.GS, child=child)
    known = pupil(nursery, Level.GS, child=child, year=NEXT)
    plan = plan_of(nursery, YEAR)
    assert ([move.known for move in plan.moves], plan.known, plan.moving_up) == ([known], 1, 0)
    assert apply(nursery).pupils == 0
    assert next_year() == {"Connu": ("gs", "Maternelle")}


def test_a_pupil_who_left_during_the_year_is_not_in_the_plan(schools) -> None:
    pupil(schools[0], Level.GS, ended_on=date(2026, 1, 5))
    with pytest.raises(NobodyToPromote):
        apply(schools[0])


def test_a_school_passes_once(schools) -> None:
    pupil(schools[0], Level.GS)
    apply(schools[0])
    with pytest.raises(PromotionAlreadyApplied, match="Maternelle vers 2026-2027"):
        apply(schools[0])


def test_a_plan_that_changed_since_it_was_read_is_refused(schools) -> None:
    pupil(schools[0], Level.GS)
    seen = plan_of(schools[0], YEAR).fingerprint
    pupil(schools[0], Level.MS)
    with pytest.raises(PromotionChanged):
        apply(schools[0], seen=seen)
    assert next_year() == {}


def test_undoing_leaves_nothing_and_lets_begin_again(schools) -> None:
    pupil(schools[0], Level.GS, child=named("Grand"))
    promotion = undo(apply(schools[0]))
    assert (next_year(), promotion.undone_at) == ({}, AT)
    with pytest.raises(PromotionAlreadyUndone):
        undo(promotion)
    apply(schools[0])
    assert next_year() == {"Grand": ("cp", "Élémentaire")}


@pytest.mark.parametrize("day", [date(2026, 8, 20), date(2026, 11, 3)])
def test_a_passage_is_not_undone_once_a_pupil_has_changed(schools, day: date) -> None:
    nursery, primary = schools
    row = pupil(nursery, Level.GS)
    promotion = apply(nursery)
    record_schooling(
        child=row.child,
        year=SchoolYear(2026),
        school=primary,
        level=Level.CE1,
        by=None,
        at=datetime(day.year, day.month, day.day, 9, tzinfo=PARIS),
    )
    with pytest.raises(PromotionFollowed):
        undo(promotion)


def test_a_passage_is_not_undone_once_another_followed(schools) -> None:
    nursery, _ = schools
    pupil(nursery, Level.PS)
    first = apply(nursery)
    second = apply(nursery, year=SchoolYear(2026), at=AT + timedelta(days=365))
    with pytest.raises(PromotionFollowed):
        undo(first)
    undo(second)
    assert undo(first).undone_at == AT


@pytest.mark.parametrize("count", [1, 3])
def test_a_plan_costs_as_much_for_three_pupils_as_for_one(schools, count: int, django_assert_num_queries) -> None:
    for _ in range(count):
        pupil(schools[0], Level.GS)
    with django_assert_num_queries(3):
        assert len(plan_of(schools[0], YEAR).moves) == count
