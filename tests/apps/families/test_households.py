from datetime import date

import pytest
from django.db import IntegrityError, transaction

from apps.families import operations, queries
from apps.families.declaration import DeclaredBenefit
from apps.families.enums import BenefitBody, BenefitScheme, HouseholdOrigin, MemberRole
from apps.families.errors import AlreadyHolder
from apps.families.models import BenefitRecord, Household, HouseholdMember, Person
from apps.messaging.models import Message
from tests.apps.families.makers import agent, citizen, declaration, nina
from tests.instants import MONDAY_MORNING

pytestmark = pytest.mark.usefixtures("in_fresnes")


def create(account=None, **changes):
    return operations.create_household(
        declaration=declaration(**changes), account=account, by=agent(), at=MONDAY_MORNING
    )


def test_a_declaration_becomes_a_household_with_its_people():
    household = create()
    roles = [(line.person.full_name, line.role) for line in queries.card_of(household).members]
    assert roles == [
        ("Maurice Testo", MemberRole.HOLDER),
        ("Solange Testa", MemberRole.CO_REPRESENTATIVE),
        ("Nina Testo", MemberRole.CHILD),
    ]
    assert household.origin == HouseholdOrigin.DECLARED
    assert [(contact.first_names, contact.emergency) for contact in household.contacts.all()] == [("Augusta", True)]


def test_a_child_says_what_each_adult_is_to_it():
    (child,) = queries.card_of(create()).children
    assert [(tie.adult.first_names, tie.quality, tie.parental_authority) for tie in child.ties] == [
        ("Maurice", "Père", True),
        ("Solange", "Mère", True),
    ]


def test_the_account_that_declares_becomes_the_holder():
    parent = citizen()
    create(parent)
    assert queries.household_of(parent).members.get(person__account=parent).role == MemberRole.HOLDER


def test_an_account_declares_one_household():
    parent = citizen()
    create(parent)
    with pytest.raises(AlreadyHolder):
        create(parent)


def test_creating_twice_under_one_reference_gives_the_same_household():
    parent = citizen()
    first, second = (
        operations.create_household(
            declaration=declaration(), account=parent, by=None, at=MONDAY_MORNING, reference="demande-2026-000001"
        )
        for _ in range(2)
    )
    assert first == second
    assert Household.objects.count() == 1


def test_an_expected_child_has_a_date_and_perhaps_no_name():
    unborn = nina(usual_name="", first_names="", sex="", birth_date=None, expected=True, expected_on=date(2026, 9, 1))
    household = create(children=(unborn,))
    child = household.members.get(role=MemberRole.CHILD).person
    assert (child.full_name, child.expected_on, child.match_key) == ("Enfant à naître", date(2026, 9, 1), "")
    assert list(Person.objects.born().filter(households=household, memberships__role=MemberRole.CHILD)) == []


def test_the_benefit_number_is_unreadable_in_the_database(django_db_blocker):
    benefit = DeclaredBenefit(
        member="titulaire", scheme=BenefitScheme.GENERAL, body=BenefitBody.CAF, number="7654321A", dependent_children=2
    )
    household = create(benefit=benefit)
    record = BenefitRecord.objects.get(household=household)
    assert (record.number, record.body, record.member.first_names) == ("7654321A", "caf", "Maurice")
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT number, body FROM families_benefitrecord")
        assert all("7654321A" not in value and "caf" not in value for value in cursor.fetchone())


@pytest.mark.parametrize(
    ("role", "constraint"),
    [
        (MemberRole.HOLDER, "household_has_one_holder_at_most"),
        (MemberRole.CO_REPRESENTATIVE, "household_has_one_co_representative_at_most"),
    ],
)
def test_the_database_refuses_a_second_representative(role, constraint):
    household = create()
    other = Person.objects.create(
        usual_name="Autre", first_names="Une", created_at=MONDAY_MORNING, updated_at=MONDAY_MORNING
    )
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        HouseholdMember.objects.create(household=household, person=other, role=role, joined_at=MONDAY_MORNING)


def test_a_known_family_gets_a_key_for_each_adult_once():
    first = operations.register_known_family(
        declaration=declaration(), reference="ancien-42", at=MONDAY_MORNING, mail_keys=True
    )
    again = operations.register_known_family(
        declaration=declaration(), reference="ancien-42", at=MONDAY_MORNING, mail_keys=True
    )
    assert [issued.key.person.first_names for issued in first.keys] == ["Maurice", "Solange"]
    assert (first.created, again.created, again.keys) == (True, False, ())
    assert sorted(Message.objects.values_list("recipient", flat=True)) == [
        "maurice.testo@exemple.fr",
        "solange.testa@exemple.fr",
    ]


@pytest.mark.parametrize("text", ["testo", "NINA", "Maurice Testo", "06 01 02 03 04", "maurice.testo@exemple.fr"])
def test_agents_find_a_family_by_anything_said_of_a_member(text):
    household = create()
    assert list(queries.search(text)) == [household]


@pytest.mark.parametrize("text", ["", "Durand", "06 99 99 99 99"])
def test_agents_find_nothing_for_what_nobody_said(text):
    create()
    assert list(queries.search(text)) == []


@pytest.mark.parametrize("children", [1, 3])
def test_a_family_card_costs_the_same_whatever_the_number_of_children(children, django_assert_num_queries):
    parent = citizen()
    several = tuple(
        nina(key=f"e{n}", first_names=f"Enfant{n}", birth_date=date(2019, 5, n)) for n in range(1, children + 1)
    )
    create(parent, children=several)
    with django_assert_num_queries(5):
        card = queries.family_card(parent)
    assert len(card.children) == children
