"""Who decides for a child, among those who live with it."""

import re
from datetime import date

import pytest

from apps.families import operations, queries
from apps.families.enums import Quality, RestrictionKind
from apps.families.errors import NoAuthority
from apps.families.models import HouseholdMember
from tests.apps.enrolments.makers import child, household_with, parent_of
from tests.apps.health.makers import family, officer
from tests.factories import PersonFactory, RelationshipFactory, RestrictionFactory
from tests.instants import MONDAY_MORNING

pytestmark = pytest.mark.usefixtures("in_villefranque")
DAY = date(2026, 3, 16)


def decides(user) -> bool:
    return queries.children_decided_by(user, on=DAY).exists()


@pytest.mark.parametrize(
    ("quality", "authority", "expected"),
    [
        (Quality.MOTHER, True, True),
        (Quality.MOTHER, False, False),
        (Quality.FATHER, True, True),
        (Quality.FATHER, False, False),
        (Quality.GUARDIAN, True, True),
        (Quality.GUARDIAN, False, True),
        (Quality.STEP_PARENT, True, True),
        (Quality.STEP_PARENT, False, False),
        (Quality.GRANDPARENT, True, True),
        (Quality.GRANDPARENT, False, False),
        (Quality.FOSTER_PARENT, False, False),
        (Quality.OTHER, False, False),
    ],
)
def test_beside_a_parent_who_holds_the_authority(quality, authority, expected):
    mother = family()
    other = family(child=mother.child, quality=quality, authority=authority)
    assert (decides(mother.parent), decides(other.parent)) == (True, expected)
    assert queries.represents(other.parent, mother.child)


def test_who_has_no_tie_does_not_decide_beside_a_parent_who_has():
    mother = family()
    assert not decides(parent_of(household_with(mother.child)))


@pytest.mark.parametrize("authority", [None, False])
def test_where_nobody_declared_the_authority_whoever_represents_the_child_decides(authority):
    leo = child()
    home = household_with(leo)
    if authority is not None:
        adult = parent_of(home).person
        RelationshipFactory(adult=adult, child=leo, quality=Quality.FOSTER_PARENT, parental_authority=authority)
    assert decides(parent_of(home))


def test_a_guardian_is_somebody_who_decides_in_the_place_of_the_others():
    leo = child()
    home = household_with(leo)
    RelationshipFactory(adult=PersonFactory(), child=leo, quality=Quality.GUARDIAN, parental_authority=False)
    assert not decides(parent_of(home))


def test_the_authority_alone_does_not_open_a_household():
    mother = family()
    HouseholdMember.objects.filter(person=mother.adult).delete()
    assert not decides(mother.parent)


@pytest.mark.parametrize(("starts_on", "expected"), [(DAY, False), (date(2026, 3, 17), True)])
def test_a_parent_who_may_know_nothing_decides_nothing(starts_on, expected):
    mother = family()
    RestrictionFactory(child=mother.child, adult=mother.adult, kind=RestrictionKind.NO_INFORMATION, starts_on=starts_on)
    assert decides(mother.parent) is expected


def test_what_an_agent_corrects_counts_at_once():
    mother = family()
    father = family(child=mother.child, quality=Quality.FATHER, authority=False)
    given = {"quality": Quality.FATHER, "parental_authority": True, "since": DAY, "reason": "jugement"}
    operations.correct_tie(child=mother.child, adult=father.adult, **given, by=officer(), at=MONDAY_MORNING)
    assert decides(father.parent)


@pytest.mark.parametrize(("state", "named"), [("child", "Léo"), ("expected", "cet enfant")])
def test_the_refusal_says_why_and_the_way_out(state, named):
    mother = family(child=PersonFactory(**{state: True}))
    partner = family(child=mother.child, quality=Quality.STEP_PARENT, authority=False)
    words = (
        f"Vous n’exercez pas l’autorité parentale sur {named} : demandez à un parent qui l’exerce de faire cette "
        "démarche, ou à la mairie d’ajouter que vous l’exercez."
    )
    with pytest.raises(NoAuthority, match=f"^{re.escape(words)}$"):
        operations.check_authority(partner.parent, [mother.child.pk])
    operations.check_authority(mother.parent, [mother.child.pk])
    operations.check_authority(partner.parent, [])


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_one_query_whatever_the_children(count, constant_queries):
    children = [child(name) for name in ("Léo", "Zoé", "Nina")[:count]]
    user = parent_of(household_with(*children))
    RelationshipFactory(adult=PersonFactory(), child=children[0])
    with constant_queries(1):
        found = list(queries.with_authority(queries.children_of(user, on=DAY).order_by("pk"), user))
    assert [one.may_decide for one in found] == [False, True, True][:count]
    with constant_queries(1):
        assert len(queries.children_decided_by(user, on=DAY).order_by("pk")) == count - 1
