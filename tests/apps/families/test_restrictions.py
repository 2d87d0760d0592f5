"""What a judge forbids: dated, impossible to miss for agents, never told to the adult."""

from datetime import date

import pytest

from apps.audit.queries import history_of
from apps.families import operations, queries
from apps.families.enums import RestrictionKind
from apps.families.errors import KeyClosed, NotAnAdultOfTheChild, RestrictionEndsTooEarly, RestrictionKnown
from apps.families.models import Restriction
from apps.families.operations.people import absorb
from tests.apps.families.makers import agent, citizen, declaration
from tests.apps.families.separated import separated
from tests.factories import CustodyFactory, PersonFactory, RestrictionFactory
from tests.instants import MONDAY_MORNING as AT

pytestmark = pytest.mark.usefixtures("in_villefranque")
DAY = date(2026, 3, 16)


@pytest.fixture
def family():
    return separated()


def restrict(family, **changes):
    given = {
        "child": family.child,
        "adult": family.father.person,
        "kind": RestrictionKind.NO_COLLECTION,
        "starts_on": date(2026, 1, 1),
        "by": family.agent,
        "at": AT,
        "reference": "RG 25/01234",
        "judgment": "Droit de visite suspendu",
    }
    return operations.record_restriction(**{**given, **changes})


def test_a_restriction_is_in_force_from_its_day_until_it_ends(family):
    restriction = restrict(family)
    operations.end_restriction(
        restriction=restriction, ends_on=date(2026, 6, 1), by=family.agent, at=AT, reason="arrêt d’appel"
    )
    days = (date(2025, 12, 31), date(2026, 1, 1), date(2026, 5, 31), date(2026, 6, 1))
    assert [queries.restrictions_on(family.child, day).count() for day in days] == [0, 1, 1, 0]


def test_it_ends_after_its_first_day(family):
    with pytest.raises(RestrictionEndsTooEarly):
        restrict(family, ends_on=date(2026, 1, 1))
    with pytest.raises(RestrictionEndsTooEarly):
        operations.end_restriction(
            restriction=restrict(family), ends_on=date(2026, 1, 1), by=family.agent, at=AT, reason=""
        )


def test_it_is_about_an_adult_around_the_child(family):
    with pytest.raises(NotAnAdultOfTheChild):
        restrict(family, adult=PersonFactory(first_names="Inconnu"))


def test_the_same_restriction_is_not_recorded_twice(family):
    restrict(family)
    with pytest.raises(RestrictionKnown):
        restrict(family, starts_on=date(2026, 2, 1))
    assert restrict(family, kind=RestrictionKind.NO_CONTACT).pk


def test_one_recorded_by_mistake_is_removed_with_its_reason(family):
    operations.remove_restriction(restriction=restrict(family), by=family.agent, at=AT, reason="homonyme")
    event = history_of(family.child).first()
    assert (Restriction.objects.count(), event.action, event.reason) == (0, "families.restriction_removed", "homonyme")


def test_reading_the_judgment_is_written_down_and_its_words_are_not(family):
    restriction = restrict(family)
    found = operations.read_judgment(restriction=restriction, by=family.agent, at=AT, why="sortie d’école")
    event = history_of(family.child).first()
    assert found == ("RG 25/01234", "Droit de visite suspendu")
    assert (event.action, event.reason) == ("families.judgment_read", "sortie d’école")
    assert "25/01234" not in str([vars(one) for one in history_of(family.child)])


def test_an_adult_who_may_know_nothing_does_not_join_the_family_by_a_key():
    household = operations.create_household(declaration=declaration(), account=None, by=None, at=AT)
    solange = household.members.get(person__first_names="Solange").person
    child = household.members.get(role="child").person
    issued = operations.issue_key(household=household, person=solange, by=agent(), at=AT)
    RestrictionFactory(child=child, adult=solange, kind=RestrictionKind.NO_INFORMATION)
    with pytest.raises(KeyClosed, match="Adressez-vous au service") as refusal:
        operations.redeem_key(user=citizen(), typed=issued.text, at=AT)
    assert "juge" not in str(refusal.value)


@pytest.mark.parametrize("kind", [RestrictionKind.NO_COLLECTION, RestrictionKind.NO_CONTACT])
def test_other_restrictions_leave_the_key_open(kind):
    household = operations.create_household(declaration=declaration(), account=None, by=None, at=AT)
    solange = household.members.get(person__first_names="Solange").person
    child = household.members.get(role="child").person
    issued = operations.issue_key(household=household, person=solange, by=agent(), at=AT)
    RestrictionFactory(child=child, adult=solange, kind=kind)
    assert operations.redeem_key(user=citizen(), typed=issued.text, at=AT) == household


def test_judgments_follow_a_child_recognised_as_another():
    kept, other, adult = PersonFactory(child=True), PersonFactory(child=True), PersonFactory()
    RestrictionFactory(child=kept, adult=adult)
    RestrictionFactory(child=other, adult=adult)
    moved = RestrictionFactory(child=other, adult=adult, kind=RestrictionKind.NO_CONTACT)
    custody = CustodyFactory(child=other)
    absorb(kept=kept, other=other, at=AT)
    assert [found.kind for found in queries.restrictions_on(kept, DAY)] == ["no_collection", "no_contact"]
    assert (moved in queries.restrictions_on(kept, DAY), queries.custody_on(kept, DAY)) == (True, custody)


def test_a_custody_that_the_kept_child_has_already_stays_alone():
    kept, other = PersonFactory(child=True), PersonFactory(child=True)
    known = CustodyFactory(child=kept)
    CustodyFactory(child=other, ends_on=date(2027, 1, 1))
    absorb(kept=kept, other=other, at=AT)
    assert list(kept.custodies.all()) == [known]
