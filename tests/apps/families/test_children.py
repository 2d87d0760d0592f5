"""Who answers for a child, where it lives, what a judge decided."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from apps.families import operations, queries
from apps.families.enums import MemberRole, RestrictionKind
from apps.families.models import Household, Person
from tests.apps.families.makers import citizen, declaration
from tests.factories import (
    CustodyFactory,
    HouseholdMemberFactory,
    PersonFactory,
    RelationshipFactory,
    RestrictionFactory,
)
from tests.instants import MONDAY_MORNING

pytestmark = pytest.mark.usefixtures("in_villefranque")
DAY = date(2026, 3, 16)


@pytest.fixture
def father():
    return citizen("maurice")


@pytest.fixture
def household(father):
    return operations.create_household(declaration=declaration(), account=father, by=None, at=MONDAY_MORNING)


@pytest.fixture
def child(household):
    return Person.objects.get(memberships__household=household, memberships__role=MemberRole.CHILD)


def test_a_representative_answers_for_the_children_of_the_household(father, child):
    assert list(queries.children_of(father)) == [child]
    assert queries.represents(father, child)


def test_a_stranger_answers_for_nobody(child):
    assert not queries.represents(citizen("ailleurs"), child)


def test_a_child_to_be_born_is_a_child_of_the_household(father, household):
    expected = PersonFactory(expected=True)
    HouseholdMemberFactory(household=household, person=expected, role=MemberRole.CHILD)
    assert expected in queries.children_of(father)
    assert expected not in queries.children_of(father).born()


def test_a_closed_household_is_answered_for_by_nobody(father, household, child):
    Household.objects.filter(pk=household.pk).update(status="closed")
    assert not queries.represents(father, child)


@pytest.mark.parametrize(
    ("day", "seen"),
    [
        (date(2026, 3, 15), True),
        (date(2026, 3, 16), False),
        (date(2026, 8, 31), False),
        (date(2026, 9, 1), True),
        (None, False),
    ],
)
def test_a_judgment_hides_the_child_from_the_adult_between_its_dates(father, child, day, seen):
    RestrictionFactory(
        child=child,
        adult=father.person,
        kind=RestrictionKind.NO_INFORMATION,
        starts_on=date(2026, 3, 16),
        ends_on=date(2026, 9, 1),
    )
    assert queries.represents(father, child, on=day) is seen


def test_who_may_not_collect_the_child_still_knows_about_it(father, child):
    RestrictionFactory(child=child, adult=father.person, kind=RestrictionKind.NO_COLLECTION)
    assert queries.represents(father, child, on=DAY)
    assert [found.adult for found in queries.restrictions_on(child, DAY)] == [father.person]


def test_guardians_are_those_with_parental_authority_in_every_household(child):
    step_parent = PersonFactory(first_names="Alix")
    RelationshipFactory(adult=step_parent, child=child, parental_authority=False)
    assert [adult.first_names for adult in queries.co_guardians(child)] == ["Maurice", "Solange"]


def test_a_guardian_whom_a_judge_silences_is_not_told(child):
    solange = Person.objects.get(first_names="Solange")
    RestrictionFactory(child=child, adult=solange, kind=RestrictionKind.NO_INFORMATION)
    assert [adult.first_names for adult in queries.informed_guardians(child, DAY)] == ["Maurice"]


def test_a_child_may_live_in_two_households(child, household, django_assert_num_queries):
    other = HouseholdMemberFactory(person=child, role=MemberRole.CHILD).household
    with django_assert_num_queries(2):
        found = list(queries.households_of_child(child))
        assert [len(one.members.all()) for one in found] == [3, 1]
    assert found == [household, other]


def test_the_custody_in_force_is_found_by_its_dates(child):
    first = CustodyFactory(child=child, starts_on=date(2025, 9, 1), ends_on=date(2026, 9, 1))
    second = CustodyFactory(child=child, starts_on=date(2026, 9, 1))
    found = [queries.custody_on(child, day) for day in (date(2025, 8, 31), date(2026, 8, 31), date(2026, 9, 1))]
    assert found == [None, first, second]


def test_two_custodies_of_a_child_never_overlap(child):
    CustodyFactory(child=child, starts_on=date(2025, 9, 1))
    with pytest.raises(IntegrityError, match="custody_periods_of_a_child_do_not_overlap"), transaction.atomic():
        CustodyFactory(child=child, starts_on=date(2026, 9, 1), ends_on=date(2026, 9, 2))


def test_two_children_may_have_custodies_of_the_same_dates(child):
    CustodyFactory(child=child)
    assert CustodyFactory(child=PersonFactory(child=True)).pk


def test_the_judgment_is_unreadable_in_the_database(child):
    RestrictionFactory(child=child, reference="RG 25/01234")
    CustodyFactory(child=child, judgment="Résidence alternée")
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT reference FROM families_restriction UNION ALL SELECT judgment FROM families_custody")
        stored = " ".join(row[0] for row in cursor.fetchall())
    assert "25/01234" not in stored
    assert "alternée" not in stored
