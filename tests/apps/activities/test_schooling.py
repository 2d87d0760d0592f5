from datetime import date, datetime

import pytest

from apps.activities.enums import SchoolingSource
from apps.activities.errors import LevelNotInSchool, SchoolingHeldByTownHall, SchoolingWithoutPlace
from apps.activities.models import Schooling
from apps.activities.operations import declare_schooling, record_schooling
from apps.audit.models import Event
from apps.families.errors import NoAuthority
from core.schooling import Level, SchoolYear
from tests.factories import AgentFactory, PeriodFactory, PersonFactory, RelationshipFactory
from tests.instants import MONDAY_MORNING as AT
from tests.instants import PARIS

from .makers import child_of, no_catalogue, parent, two_schools

YEAR = SchoolYear(2025)


@pytest.fixture
def known(in_fresnes) -> dict[str, object]:
    no_catalogue()
    PeriodFactory(slug="annee", first_day=date(2025, 9, 2))
    nursery, primary = two_schools()
    user = parent()
    return {"nursery": nursery, "primary": primary, "parent": user, "child": child_of(user)}


def declare(known, *, school="primary", level=Level.CP, elsewhere="", at=AT) -> Schooling:
    return declare_schooling(
        child=known["child"],
        year=YEAR,
        school=known[school] if school else None,
        elsewhere=elsewhere,
        level=level,
        by=known["parent"],
        at=at,
    )


def record(known, *, school="primary", level=Level.CP, at=AT, **more) -> Schooling:
    return record_schooling(
        child=known["child"], year=YEAR, school=known[school], level=level, by=AgentFactory(), at=at, **more
    )


def lives(known) -> list[tuple[str, str, date, date | None]]:
    rows = known["child"].schoolings.order_by("started_on")
    return [(row.place, row.level, row.started_on, row.ended_on) for row in rows]


def test_a_family_says_where_its_child_goes(known) -> None:
    schooling = declare(known)
    assert (schooling.source, lives(known)) == (
        SchoolingSource.DECLARED,
        [("Élémentaire", "cp", date(2025, 9, 2), None)],
    )
    event = Event.objects.latest("pk")
    assert (event.action, event.data["school"]) == ("activities.schooling_recorded", "Élémentaire")


def test_a_school_elsewhere_is_named(known) -> None:
    declare(known, school=None, elsewhere="École de Rungis")
    assert lives(known) == [("École de Rungis", "cp", date(2025, 9, 2), None)]


def test_saying_it_twice_changes_nothing(known) -> None:
    assert declare(known) == declare(known)
    assert Schooling.objects.filter(child=known["child"]).count() == 1


def test_a_change_during_the_year_keeps_what_was_before(known) -> None:
    declare(known, school="nursery", level=Level.GS)
    declare(known)
    assert lives(known) == [
        ("Maternelle", "gs", date(2025, 9, 2), date(2026, 3, 16)),
        ("Élémentaire", "cp", date(2026, 3, 16), None),
    ]


@pytest.mark.parametrize("day", [date(2025, 8, 20), date(2025, 9, 2)])
def test_a_change_before_the_year_leaves_no_trace_of_what_never_was(known, day: date) -> None:
    at = datetime(day.year, day.month, day.day, 9, tzinfo=PARIS)
    declare(known, school="nursery", level=Level.GS, at=at)
    declare(known, at=at)
    assert lives(known) == [("Élémentaire", "cp", date(2025, 9, 2), None)]


def test_a_family_does_not_contradict_the_town_hall(known) -> None:
    record(known)
    with pytest.raises(SchoolingHeldByTownHall, match="Léo : Élémentaire, CP"):
        declare(known, level=Level.CE1)


def test_who_lives_with_a_child_without_parental_authority_does_not_choose_its_school(known) -> None:
    RelationshipFactory(adult=PersonFactory(), child=known["child"])
    with pytest.raises(NoAuthority, match="sur Léo"):
        declare(known)
    assert lives(known) == []
    RelationshipFactory(adult=known["parent"].person, child=known["child"])
    assert declare(known).place == "Élémentaire"


def test_the_town_hall_confirms_what_a_family_said(known) -> None:
    declared = declare(known)
    confirmed = record(known)
    assert (confirmed.pk, confirmed.source) == (declared.pk, SchoolingSource.TOWN_HALL)


def test_a_class_is_kept_with_the_school(known) -> None:
    assert record(known, class_name="CP B").class_name == "CP B"


def test_a_level_that_the_school_has_not_is_refused(known) -> None:
    with pytest.raises(LevelNotInSchool, match="Maternelle n’a pas de classe de ce niveau : CP"):
        declare(known, school="nursery")


@pytest.mark.parametrize("elsewhere", ["", "  "])
def test_a_school_must_be_chosen_or_named(known, elsewhere: str) -> None:
    with pytest.raises(SchoolingWithoutPlace):
        declare(known, school=None, elsewhere=elsewhere)
