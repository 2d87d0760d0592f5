"""« Recopier l’adresse »: who copied the holder's address follows when the holder moves, who gave their own stays."""

from dataclasses import replace

import pytest

from apps.families import operations, queries
from apps.families.declaration import FamilyDeclaration
from apps.families.enums import MemberRole
from apps.families.models import Household
from tests.apps.families.makers import ELSEWHERE, HOME, agent, augusta, declaration, nina, solange
from tests.apps.families.separated import separated
from tests.instants import MONDAY_MORNING as AT

pytestmark = pytest.mark.usefixtures("in_villefranque")
LATER = replace(HOME, number="99", street="avenue de la Paix")


def created(given: FamilyDeclaration) -> Household:
    return operations.create_household(declaration=given, account=None, by=None, at=AT)


def move(home: Household) -> Household:
    operations.change_address(household=home, address=LATER, by=agent(), at=AT)
    return Household.objects.get(pk=home.pk)


def lines_of(home: Household, role: MemberRole) -> tuple[str, ...]:
    return next(line.address_lines for line in queries.card_of(home).members if line.role == role)


@pytest.mark.parametrize(
    ("role", "given"),
    [
        (MemberRole.CO_REPRESENTATIVE, lambda address: declaration(co_representative=solange(address=address))),
        (MemberRole.CHILD, lambda address: declaration(children=(nina(address=address),))),
    ],
    ids=["the other adult", "a child"],
)
@pytest.mark.parametrize(
    ("address", "before", "after"),
    [(None, HOME, LATER), (ELSEWHERE, ELSEWHERE, ELSEWHERE), (HOME, HOME, HOME)],
    ids=["copied", "their own", "their own, which reads the same"],
)
def test_a_member(role, given, address, before, after):
    home = created(given(address))
    assert lines_of(home, role) == before.lines()
    home = move(home)
    assert lines_of(home, role) == after.lines()
    assert lines_of(home, MemberRole.HOLDER) == LATER.lines()


@pytest.mark.parametrize(
    ("shares", "own", "after"),
    [(True, None, LATER.lines()), (False, ELSEWHERE, ELSEWHERE.lines()), (False, None, None)],
    ids=["copied", "their own", "none was given"],
)
def test_a_contact(shares, own, after):
    home = created(declaration(contacts=(augusta(shares_address=shares, address=own),)))
    address = move(home).contacts.get().address
    assert (address.lines() if address else None) == after


def test_who_takes_an_address_of_their_own_follows_no_more_and_who_comes_back_follows_again():
    home = created(declaration())
    second = home.members.get(role=MemberRole.CO_REPRESENTATIVE).person
    operations.move_apart(household=home, person=second, address=ELSEWHERE, by=agent(), at=AT)
    home = move(home)
    assert lines_of(home, MemberRole.CO_REPRESENTATIVE) == ELSEWHERE.lines()
    operations.move_apart(household=home, person=second, address=None, by=agent(), at=AT)
    assert lines_of(Household.objects.get(pk=home.pk), MemberRole.CO_REPRESENTATIVE) == LATER.lines()


def test_the_other_home_of_a_child_does_not_move():
    parents = separated()
    move(parents.mothers)
    home = Household.objects.get(pk=parents.fathers.pk)
    assert [lines_of(home, role) for role in (MemberRole.HOLDER, MemberRole.CHILD)] == [HOME.lines(), HOME.lines()]
