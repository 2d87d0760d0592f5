"""Separated parents: one child, two households, nothing of one shown to the other."""

import json
from dataclasses import asdict, replace
from datetime import date

import pytest

from apps.families import operations, queries
from apps.families.declaration import DeclaredBenefit, DeclaredTie
from apps.families.enums import BenefitBody, MatchStatus, MemberRole, Quality
from apps.families.errors import ChildInAnotherFamily, MatchAlreadyDecided
from apps.families.models import MatchCandidate, Person, Relationship
from tests.apps.families.makers import ELSEWHERE, agent, augusta, citizen, declaration, nina, solange
from tests.configurations import adjust
from tests.instants import MONDAY_MORNING

pytestmark = pytest.mark.usefixtures("in_villefranque")
AT = MONDAY_MORNING
MOTHERS = DeclaredTie(quality=Quality.MOTHER, parental_authority=True)


def fathers_family(**changes):
    return declaration(co_representative=None, contacts=(), **changes)


def mothers_family(**changes):
    child = nina(first_names="NINA, Marie", birth_name="TESTO", holder_tie=MOTHERS)
    family = {
        "holder": solange(address=ELSEWHERE),
        "co_representative": None,
        "children": (child,),
        "contacts": (augusta(),),
        "benefit": DeclaredBenefit(member="titulaire", body=BenefitBody.CAF, number="SECRET-77"),
    }
    return declaration(**{**family, **changes})


@pytest.fixture
def father():
    return citizen("maurice")


@pytest.fixture
def mother():
    return citizen("solange", first_names="Solange", usual_name="Testa")


@pytest.fixture
def separated(father, mother):
    first = operations.create_household(declaration=fathers_family(), account=father, by=None, at=AT)
    second = operations.create_household(declaration=mothers_family(), account=mother, by=None, at=AT)
    return first, second


def test_the_same_child_in_two_declarations_becomes_a_question(separated):
    candidate = MatchCandidate.objects.get()
    names = {candidate.person_a.first_names, candidate.person_b.first_names}
    assert (names, candidate.status) == ({"Nina", "NINA, Marie"}, MatchStatus.PENDING)
    assert list(queries.pending_matches()) == [candidate]


@pytest.mark.parametrize(
    "other",
    [{"birth_date": date(2019, 5, 2)}, {"first_names": "Ninon"}, {"birth_name": "Durand"}],
    ids=["another day", "another first name", "another family name"],
)
def test_another_child_raises_no_question(father, mother, other):
    operations.create_household(declaration=fathers_family(), account=father, by=None, at=AT)
    operations.create_household(declaration=mothers_family(children=(nina(**other),)), account=mother, by=None, at=AT)
    assert MatchCandidate.objects.count() == 0


def test_a_commune_of_one_family_for_a_child_refuses_the_second(father, mother, in_villefranque):
    adjust(in_villefranque, family=replace(in_villefranque.config.family, separate_households=False))
    operations.create_household(declaration=fathers_family(), account=father, by=None, at=AT)
    with pytest.raises(ChildInAnotherFamily, match="qu’une par enfant"):
        operations.create_household(declaration=mothers_family(), account=mother, by=None, at=AT)
    alone = operations.create_household(declaration=mothers_family(children=()), account=mother, by=None, at=AT)
    with pytest.raises(ChildInAnotherFamily):
        operations.add_members(household=alone, declaration=mothers_family(), by=None, at=AT)
    assert not MatchCandidate.objects.exists()


def test_until_it_is_confirmed_there_are_two_children(separated):
    assert Person.objects.living_apart().filter(memberships__role=MemberRole.CHILD).count() == 2


def test_confirming_makes_one_child_in_two_households(separated):
    child = operations.confirm_match(candidate=MatchCandidate.objects.get(), by=agent(), at=AT)
    assert sorted(child.households.values_list("pk", flat=True)) == [household.pk for household in separated]
    ties = Relationship.objects.filter(child=child).order_by("pk")
    assert [(tie.adult.first_names, tie.quality) for tie in ties] == [("Maurice", "father"), ("Solange", "mother")]


def test_each_parent_sees_the_child_and_nothing_of_the_other_household(separated, father, mother):
    operations.confirm_match(candidate=MatchCandidate.objects.get(), by=agent(), at=AT)
    seen_by_father, seen_by_mother = _seen(father), _seen(mother)
    assert "Nina" in seen_by_father
    assert "Nina" in seen_by_mother
    for secret in ("Solange", "Moulin", "solange.testa", "06 09 08 07 06", "Augusta", "SECRET-77"):
        assert secret not in seen_by_father
        assert secret in seen_by_mother
    for secret in ("Maurice", "Lilas", "maurice.testo"):
        assert secret not in seen_by_mother
        assert secret in seen_by_father


def test_the_child_lives_at_each_parents_own_address(separated, father, mother):
    operations.confirm_match(candidate=MatchCandidate.objects.get(), by=agent(), at=AT)
    homes = [queries.family_card(parent).children[0].address_lines[0] for parent in (father, mother)]
    assert homes == ["12 rue des Lilas", "3 impasse du Moulin"]


def test_rejecting_is_remembered(separated):
    candidate = MatchCandidate.objects.get()
    operations.reject_match(candidate=candidate, by=agent(), at=AT, reason="deux homonymes")
    from apps.families.operations.matches import find_candidates

    assert find_candidates(children=[candidate.person_b], at=AT) == []
    assert list(queries.pending_matches()) == []


@pytest.mark.parametrize("again", [operations.confirm_match, operations.reject_match])
def test_a_question_is_answered_once(separated, again):
    candidate = MatchCandidate.objects.get()
    operations.confirm_match(candidate=candidate, by=agent(), at=AT)
    with pytest.raises(MatchAlreadyDecided):
        again(candidate=candidate, by=agent(), at=AT)


def test_a_third_household_is_asked_about_the_one_child(separated, father):
    operations.confirm_match(candidate=MatchCandidate.objects.get(), by=agent(), at=AT)
    third = declaration(holder=solange(first_names="Ana", address=ELSEWHERE), co_representative=None)
    operations.create_household(declaration=third, account=citizen(), by=None, at=AT)
    assert queries.pending_matches().count() == 1


def test_the_agent_sees_a_probable_match_before_deciding(father):
    household = operations.create_household(declaration=fathers_family(), account=father, by=None, at=AT)
    (match,) = queries.probable_matches(mothers_family())
    assert (match.child_key, match.person.first_names, match.households) == ("e1", "Nina", (household,))


@pytest.mark.parametrize("families", [1, 3])
def test_the_questions_cost_the_same_whatever_their_number(families, django_assert_num_queries):
    for rank in range(families):
        child = {"first_names": f"Enfant{rank}"}
        for _ in range(2):
            family = declaration(co_representative=None, children=(nina(**child),))
            operations.create_household(declaration=family, account=citizen(), by=None, at=AT)
    with django_assert_num_queries(5):
        found = list(queries.pending_matches())
        homes = [
            [member.person.first_names for home in candidate.person_a.households.all() for member in home.members.all()]
            for candidate in found
        ]
    assert (len(found), len(homes[0])) == (families, 2)


def _seen(parent):
    """Everything that the parent's card holds, as text."""
    card = queries.family_card(parent)
    people = [
        {name: str(value) for name, value in vars(line.person).items()} | {"home": line.address_lines}
        for line in card.members
    ]
    ties = [asdict(tie)["quality"] + tie.adult.full_name for line in card.members for tie in line.ties]
    contacts = [vars(contact) for contact in card.contacts]
    benefit = vars(card.benefit) if card.benefit else None
    return json.dumps([people, ties, contacts, benefit, card.address_lines], default=str)


@pytest.fixture
def three_children(separated):
    """The child of three households: the questions (first, second), (first, third) and (second, third)."""
    third = declaration(holder=solange(first_names="Ana", address=ELSEWHERE), co_representative=None, contacts=())
    operations.create_household(declaration=third, account=citizen(), by=None, at=AT)
    return list(Person.objects.filter(memberships__role=MemberRole.CHILD).order_by("pk"))


def question(one, other):
    return MatchCandidate.objects.get(person_a=one, person_b=other)


def test_one_answer_leaves_one_question_about_the_third_child(three_children):
    first, second, third = three_children
    operations.confirm_match(candidate=question(first, second), by=agent(), at=AT)
    assert list(queries.pending_matches()) == [question(first, third)]


def test_confirming_every_question_makes_one_child_in_three_households(three_children):
    first, second, third = three_children
    operations.confirm_match(candidate=question(second, third), by=agent(), at=AT)
    operations.confirm_match(candidate=question(first, second), by=agent(), at=AT)
    assert (first.households.count(), list(queries.pending_matches())) == (3, [])
    assert set(Person.objects.filter(merged_into=first)) == {second, third}


def test_a_question_follows_the_child_it_was_about(three_children):
    first, second, third = three_children
    question(first, third).delete()
    operations.confirm_match(candidate=question(first, second), by=agent(), at=AT)
    assert list(queries.pending_matches()) == [question(first, third)]


def test_an_answer_already_given_is_not_taken_back(three_children):
    first, second, third = three_children
    operations.reject_match(candidate=question(second, third), by=agent(), at=AT)
    question(first, third).delete()
    operations.confirm_match(candidate=question(first, second), by=agent(), at=AT)
    assert (question(first, third).status, list(queries.pending_matches())) == (MatchStatus.REJECTED, [])
