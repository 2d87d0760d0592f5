"""A family that exists asks for somebody more."""

from dataclasses import replace

import pytest

from apps.casework import operations, queries
from apps.casework.enums import CaseStatus
from apps.casework.errors import CaseIncomplete
from apps.casework.family import SLUG
from apps.families import queries as families
from apps.families.declaration import FamilyDeclaration
from apps.families.enums import HouseholdStatus
from apps.families.errors import AlreadyHolder, ChildAlreadyThere, CoRepresentativeKnown, NoFamilyYet
from apps.families.models import Household, MatchCandidate, Person
from apps.families.operations import create_household
from tests.apps.casework.makers import AT, draft, in_review
from tests.apps.families.makers import agent, augusta, citizen, declaration, nina, solange

pytestmark = pytest.mark.usefixtures("in_villefranque")


@pytest.fixture
def parent():
    return citizen()


def add(parent, **added):
    """File what completes the family of the parent, as the service receives it."""
    begun = operations.open_draft(procedure=SLUG, by=parent, at=AT)
    return in_review(parent, replace(FamilyDeclaration.from_json(begun.payload), **added))


def names(parent):
    return [line.person.full_name for line in families.family_card(parent).members]


def test_a_child_and_a_contact_join_the_family(parent):
    household = create_household(declaration=declaration(), account=parent, by=None, at=AT)
    case = add(parent, children=(nina(first_names="Ludwig"),), contacts=(augusta(first_names="Rose"),))
    case = operations.accept(case=case, by=agent(), at=AT)
    assert names(parent) == ["Maurice Testo", "Solange Testa", "Nina Testo", "Ludwig Testo"]
    assert [contact.first_names for contact in household.contacts.all()] == ["Augusta", "Rose"]
    child = families.family_card(parent).children[1]
    assert [(tie.adult.first_names, tie.quality) for tie in child.ties] == [("Maurice", "Père"), ("Solange", "Mère")]
    assert (Household.objects.count(), queries.decision_file(case).known.household) == (1, household)


def test_a_co_representative_joins_a_parent_alone(parent):
    create_household(declaration=declaration(co_representative=None, contacts=()), account=parent, by=None, at=AT)
    operations.accept(case=add(parent, co_representative=solange()), by=agent(), at=AT)
    assert names(parent) == ["Maurice Testo", "Solange Testa", "Nina Testo"]


def test_adding_nobody_is_not_filed(parent):
    create_household(declaration=declaration(), account=parent, by=None, at=AT)
    case = operations.open_draft(procedure=SLUG, by=parent, at=AT)
    with pytest.raises(CaseIncomplete) as refused:
        operations.submit(case=case, by=parent, at=AT)
    assert [str(problem) for problem in refused.value.context["problems"]] == [
        "Votre famille : ajoutez au moins une personne"
    ]


def test_a_child_is_not_added_twice(parent):
    create_household(declaration=declaration(), account=parent, by=None, at=AT)
    case = add(parent, children=(nina(),))
    with pytest.raises(ChildAlreadyThere, match="Nina Testo"):
        operations.accept(case=case, by=agent(), at=AT)
    case.refresh_from_db()
    assert (case.status, Person.objects.filter(first_names="Nina").count()) == (CaseStatus.IN_REVIEW, 1)


def test_a_co_representative_who_came_meanwhile_is_not_replaced(parent):
    create_household(declaration=declaration(co_representative=None), account=parent, by=None, at=AT)
    case = add(parent, co_representative=solange(first_names="Ana"))
    from apps.families.operations import add_members

    household = families.held_household(parent)
    meanwhile = FamilyDeclaration(holder=declaration().holder, co_representative=solange(), known=("titulaire",))
    add_members(household=household, declaration=meanwhile, by=None, at=AT)
    with pytest.raises(CoRepresentativeKnown, match="Solange Testa"):
        operations.accept(case=case, by=agent(), at=AT)


def test_an_added_child_whom_another_household_has_is_a_question(parent):
    other = declaration(co_representative=None, children=(nina(first_names="Ludwig"),))
    create_household(declaration=other, account=citizen(), by=None, at=AT)
    create_household(declaration=declaration(), account=parent, by=None, at=AT)
    before = MatchCandidate.objects.count()
    operations.accept(case=add(parent, children=(nina(first_names="Ludwig"),)), by=agent(), at=AT)
    assert MatchCandidate.objects.count() == before + 1


def test_a_draft_that_claims_a_family_it_has_not_is_not_filed():
    case = draft(citizen(), replace(declaration(), known=("titulaire", "co-representant")))
    with pytest.raises(NoFamilyYet):
        operations.submit(case=case, by=case.requester, at=AT)


def test_a_draft_begun_before_the_family_came_is_not_filed(parent):
    case = draft(parent)
    create_household(declaration=declaration(), account=parent, by=None, at=AT)
    with pytest.raises(AlreadyHolder):
        operations.submit(case=case, by=parent, at=AT)


def test_a_family_closed_meanwhile_is_not_completed(parent):
    household = create_household(declaration=declaration(), account=parent, by=None, at=AT)
    case = add(parent, contacts=(augusta(first_names="Rose"),))
    Household.objects.filter(pk=household.pk).update(status=HouseholdStatus.CLOSED)
    with pytest.raises(NoFamilyYet):
        operations.accept(case=case, by=agent(), at=AT)
