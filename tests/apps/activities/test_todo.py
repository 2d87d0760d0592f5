from datetime import date

import pytest

from apps.activities.queries import places_on
from apps.activities.todo import todo
from core.schooling import Level
from tests.factories import PersonFactory, RelationshipFactory
from tests.instants import MONDAY_MORNING

from .makers import canteen, child_of, no_catalogue, parent, pupil, two_schools

TODAY = MONDAY_MORNING.date()


@pytest.fixture(autouse=True)
def _own_catalogue(in_fresnes) -> None:
    no_catalogue()


def asked(user):
    return [(item.title, item.page_arguments[1]) for item in todo(user, MONDAY_MORNING)]


def test_the_school_of_a_child_is_asked_once_per_year():
    canteen()
    user = parent()
    child = child_of(user)
    assert asked(user) == [("Indiquez l’école de Léo", "2025-2026")]

    pupil(two_schools()[1], Level.CP, child=child)

    assert asked(user) == []


@pytest.mark.parametrize(
    ("born", "count"),
    [(date(2022, 12, 31), 1), (date(2023, 1, 1), 0), (date(2014, 1, 1), 1), (date(2013, 12, 31), 0)],
)
def test_only_of_children_of_an_age_to_go_to_the_schools_of_the_commune(born, count):
    canteen()
    user = parent()
    child_of(user, born=born)

    assert len(asked(user)) == count


def test_a_commune_without_activities_asks_nothing():
    user = parent()
    child_of(user)

    assert asked(user) == []


def test_it_is_asked_of_who_decides_for_the_child():
    canteen()
    user = parent()
    RelationshipFactory(adult=PersonFactory(), child=child_of(user))
    assert asked(user) == []


def test_the_child_of_somebody_else_is_not_asked_about():
    canteen()
    child_of(parent("voisine"))

    assert asked(parent()) == []


def test_where_children_go_is_read_at_once(constant_queries):
    school = two_schools()[1]
    user = parent()
    known = [child_of(user, name) for name in ("Léo", "Zoé", "Noé")]
    for child in known[:2]:
        pupil(school, Level.CE1, child=child)

    for children in (known[:1], known):
        with constant_queries(2):
            places = places_on(children, TODAY)
    assert {pk: place.level for pk, place in places.items()} == {
        known[0].pk: Level.CE1,
        known[1].pk: Level.CE1,
    }
    assert places_on([], TODAY) == {}
