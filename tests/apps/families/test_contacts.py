"""Whom a household trusts: added, corrected, removed; what a judge forbids wins."""

from datetime import date

import pytest

from apps.audit.models import Event
from apps.families import operations
from apps.families.enums import ContactLink, RestrictionKind
from apps.families.errors import FamilyChanged, MustNotCollect
from apps.families.models import Contact
from tests.apps.families.makers import ELSEWHERE, agent, augusta, declaration
from tests.apps.families.separated import Separated, separated
from tests.factories import RestrictionFactory
from tests.instants import MONDAY_MORNING as AT

pytestmark = pytest.mark.usefixtures("in_villefranque")


def test_a_contact_is_added_corrected_and_removed():
    home = operations.create_household(declaration=declaration(contacts=()), account=None, by=None, at=AT)
    contact = operations.add_contact(household=home, declared=augusta(), by=agent(), at=AT, version=1)
    moved = augusta(phone="06 99 99 99 99", link=ContactLink.AUNT, shares_address=False, address=ELSEWHERE)
    operations.change_contact(contact=contact, declared=moved, by=agent(), at=AT, version=2, reason="appel de la mère")
    contact = Contact.objects.get()
    assert (contact.phone, contact.link, contact.address.lines()) == ("06 99 99 99 99", "aunt", ELSEWHERE.lines())
    operations.remove_contact(contact=contact, by=agent(), at=AT, version=3)
    assert not Contact.objects.exists()
    said = Event.objects.filter(action__startswith="families.contact").order_by("pk").values_list("action", "reason")
    assert list(said) == [
        ("families.contact_added", ""),
        ("families.contact_changed", "appel de la mère"),
        ("families.contact_removed", ""),
    ]


def test_the_second_agent_is_told():
    home = operations.create_household(declaration=declaration(), account=None, by=None, at=AT)
    contact = home.contacts.get()
    operations.change_contact(contact=contact, declared=augusta(phone="06 00 00 00 01"), by=agent(), at=AT, version=1)
    for write in (
        lambda: operations.add_contact(household=home, declared=augusta(), by=agent(), at=AT, version=1),
        lambda: operations.change_contact(contact=contact, declared=augusta(), by=agent(), at=AT, version=1),
        lambda: operations.remove_contact(contact=contact, by=agent(), at=AT, version=1),
    ):
        with pytest.raises(FamilyChanged):
            write()


class TestWhatAJudgeForbids:
    @pytest.fixture
    def parents(self) -> Separated:
        return separated()

    @pytest.mark.parametrize("kind", [RestrictionKind.NO_COLLECTION, RestrictionKind.NO_CONTACT])
    def test_nobody_is_let_collect_against_it(self, parents: Separated, kind: str):
        RestrictionFactory(child=parents.child, adult=parents.father.person, kind=kind, starts_on=date(2026, 1, 1))
        barred = augusta(first_names="maurice", usual_name="TESTO", may_collect=True)
        with pytest.raises(MustNotCollect, match="Nina"):
            operations.add_contact(household=parents.mothers, declared=barred, by=parents.agent, at=AT)
        with pytest.raises(MustNotCollect):
            contact = parents.mothers.contacts.get()
            operations.change_contact(contact=contact, declared=barred, by=parents.agent, at=AT)

    def test_another_judgment_or_another_name_lets_it(self, parents: Separated):
        RestrictionFactory(
            child=parents.child,
            adult=parents.father.person,
            kind=RestrictionKind.NO_INFORMATION,
            starts_on=date(2026, 1, 1),
        )
        named = augusta(first_names="Maurice", usual_name="Testo", may_collect=True)
        assert operations.add_contact(household=parents.mothers, declared=named, by=parents.agent, at=AT).may_collect
