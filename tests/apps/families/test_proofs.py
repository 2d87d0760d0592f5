"""A key ties an account to an adult; it opens the health of the children once something else proves who that is."""

from dataclasses import replace
from datetime import date

import pytest

from apps.accounts.models import User
from apps.audit.models import Event
from apps.families import operations, queries
from apps.families.errors import TieGone, TieUnproven
from apps.families.models import Household, Person, ServiceKey
from apps.families.operations import IssuedKey
from apps.health.permissions import may_keep, waits_for_proof
from tests.apps.families.makers import agent, citizen, declaration, maurice, nina, solange
from tests.factories import FranceConnectLinkFactory
from tests.instants import MONDAY_MORNING as AT

pytestmark = pytest.mark.usefixtures("in_fresnes")
TODAY = AT.date()
CERTIFIED = ["birth_name", "first_names", "birth_date"]
STRANGER = {"email": "interception@exemple.fr"}


def letters(**changes: object) -> tuple[IssuedKey, ...]:
    """The keys of a family that the town hall knows, printed and posted."""
    return operations.register_known_family(declaration=declaration(**changes), reference="ancien-1", at=AT).keys


def child_of(issued: IssuedKey) -> Person:
    return issued.key.household.members.get(role="child").person


def typed(issued: IssuedKey, **account: object) -> User:
    user = citizen(**account)
    operations.redeem_key(user=user, typed=issued.text, at=AT)
    return user


def reads(user: User, child: Person) -> bool:
    return may_keep(user, child, TODAY)


class TestKeyAlone:
    def test_whoever_opens_the_letter_reads_nothing_of_the_health(self) -> None:
        letter = letters()[0]
        thief = typed(letter, **STRANGER)
        assert queries.represents(thief, child_of(letter))
        assert not reads(thief, child_of(letter))
        assert waits_for_proof(thief, child_of(letter), TODAY)

    def test_a_family_of_their_own_proves_nothing_of_another(self) -> None:
        """An accepted parent who types the key of another adult stays who they are, in both families."""
        letter = letters()[1]
        thief = citizen(**STRANGER)
        own = declaration(holder=maurice(first_names="Marcel"), children=(nina(first_names="Zoé"),))
        home = operations.create_household(declaration=own, account=thief, by=None, at=AT)
        operations.redeem_key(user=thief, typed=letter.text, at=AT)
        assert reads(thief, home.members.get(role="child").person)
        assert not reads(thief, child_of(letter))

    def test_the_mailbox_that_received_the_key_proves_nothing_more(self) -> None:
        letter = letters()[0]
        operations.mail_key(issued=letter, to=maurice().email, at=AT)
        parent = typed(letter, email=maurice().email)
        assert not reads(parent, child_of(letter))
        with pytest.raises(TieUnproven):
            operations.prove_ties(user=parent, at=AT)

    def test_what_is_written_after_the_key_left_proves_nothing(self) -> None:
        letter = letters()[0]
        thief = typed(letter, **STRANGER)
        Person.objects.filter(account=thief).update(email=STRANGER["email"])
        FranceConnectLinkFactory(user=thief, verified=CERTIFIED)
        User.objects.filter(pk=thief.pk).update(birth_name="Voleur", birth_date=date(1970, 1, 1))
        Person.objects.filter(account=thief).update(birth_name="Voleur", birth_date=date(1970, 1, 1))
        with pytest.raises(TieUnproven):
            operations.prove_ties(user=User.objects.get(pk=thief.pk), at=AT)


class TestProof:
    def test_the_declaration_of_the_account_itself_was_compared_by_an_agent(self) -> None:
        parent = citizen()
        home = operations.create_household(declaration=declaration(), account=parent, by=agent(), at=AT, tie=False)
        holder = home.members.get(role="holder").person
        issued = operations.issue_key(household=home, person=holder, by=None, at=AT)
        operations.mail_key(issued=issued, to=parent.email, at=AT)
        operations.redeem_key(user=parent, typed=issued.text, at=AT)
        assert proof_of(issued) == ("acceptance", AT)
        assert reads(parent, child_of(issued))

    def test_a_tie_of_before_by_acceptance_counts(self) -> None:
        letter = letters()[0]
        parent = typed(letter, **STRANGER)
        Household.objects.update(declared_by=parent)
        assert reads(parent, child_of(letter))

    def test_a_letter_and_the_address_that_the_town_hall_knew(self) -> None:
        letter = letters()[0]
        parent = typed(letter, email="Maurice.Testo@exemple.fr")
        assert (proof_of(letter), reads(parent, child_of(letter))) == (("email", AT), True)

    def test_the_address_may_be_taken_afterwards(self) -> None:
        letter = letters()[0]
        parent = typed(letter, **STRANGER)
        User.objects.filter(pk=parent.pk).update(email=maurice().email, email_key=maurice().email)
        assert operations.prove_ties(user=User.objects.get(pk=parent.pk), at=AT) == 1
        assert (proof_of(letter)[0], reads(parent, child_of(letter))) == ("email", True)
        assert operations.prove_ties(user=parent, at=AT) == 0

    @pytest.mark.parametrize(
        ("verified", "changes", "proven"),
        [
            (CERTIFIED, {}, True),
            (CERTIFIED, {"first_names": "Maurice Jean"}, True),
            (CERTIFIED, {"birth_date": date(1979, 4, 30)}, False),
            (CERTIFIED, {"birth_name": "Tessier"}, False),
            (["first_names", "birth_date"], {}, False),
            ([], {}, False),
        ],
    )
    def test_the_identity_that_the_state_certifies(self, verified: list[str], changes: dict, proven: bool) -> None:
        letter = letters()[0]
        known = {"first_names": "Maurice", "birth_name": "Testo", "birth_date": maurice().birth_date}
        user = citizen(**STRANGER, **{**known, **changes})
        FranceConnectLinkFactory(user=user, verified=verified)
        operations.redeem_key(user=user, typed=letter.text, at=AT)
        assert reads(user, child_of(letter)) is proven
        assert proof_of(letter)[0] == ("franceconnect" if proven else "")

    def test_nothing_is_compared_with_what_the_town_hall_did_not_know(self) -> None:
        letter = letters(holder=maurice(email="", birth_date=None))[0]
        user = citizen(email="", first_names="Maurice", birth_name="Testo", birth_date=date(1979, 4, 29))
        FranceConnectLinkFactory(user=user, verified=CERTIFIED)
        operations.redeem_key(user=user, typed=letter.text, at=AT)
        assert not reads(user, child_of(letter))

    def test_an_agent_confirms_once(self) -> None:
        letter, clerk = letters()[0], agent()
        parent = typed(letter, **STRANGER)
        operations.ask_proof(user=parent, at=AT)
        operations.ask_proof(user=parent, at=AT)
        [waiting] = queries.ties_to_confirm()
        assert waiting == letter.key
        operations.confirm_tie(key=waiting, by=clerk, at=AT)
        assert (proof_of(letter)[0], reads(parent, child_of(letter))) == ("agent", True)
        assert list(queries.ties_to_confirm()) == []
        with pytest.raises(TieGone):
            operations.confirm_tie(key=waiting, by=clerk, at=AT)
        actions = Event.objects.filter(action__startswith="families.tie_").order_by("pk")
        assert list(actions.values_list("action", "actor_id")) == [
            ("families.tie_proof_asked", parent.pk),
            ("families.tie_proven", clerk.pk),
        ]

    def test_a_key_that_nobody_typed_is_not_confirmed(self) -> None:
        with pytest.raises(TieGone):
            operations.confirm_tie(key=letters()[0].key, by=agent(), at=AT)

    def test_each_family_is_proven_for_itself(self) -> None:
        first = letters()[0]
        other = declaration(
            holder=maurice(first_names="Anne", email="anne@exemple.fr"),
            co_representative=solange(first_names="Odile", email="odile@exemple.fr"),
            children=(replace(nina(), first_names="Zoé"),),
        )
        second = operations.register_known_family(declaration=other, reference="ancien-2", at=AT).keys[1]
        user = typed(first, email=maurice().email)
        operations.redeem_key(user=user, typed=second.text, at=AT)
        assert [reads(user, child_of(issued)) for issued in (first, second)] == [True, False]


def proof_of(issued: IssuedKey) -> tuple[str, object]:
    key = ServiceKey.objects.get(pk=issued.key.pk)
    return key.proof, key.proven_at
