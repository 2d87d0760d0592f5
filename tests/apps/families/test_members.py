"""Who leaves a household, who joins it, what an adult is to a child: dated, with a reason, the second agent told."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from apps.audit.models import Event
from apps.families import operations, queries
from apps.families.declaration import DeclaredBenefit, DeclaredTie
from apps.families.enums import MemberRole, Quality
from apps.families.errors import (
    CoRepresentativeKnown,
    DaysAreShared,
    FamilyChanged,
    HoldsAnotherHousehold,
    LeavesLater,
    NotAnAdultOfTheChild,
    NotInThisHousehold,
    OnlyAdult,
    TieLater,
    TieUnchanged,
)
from apps.families.models import BenefitRecord, FormerMember, Household, Person, Relationship
from tests.apps.families.makers import ELSEWHERE, HOME, agent, citizen, declaration, nina, solange
from tests.apps.families.separated import separated
from tests.factories import CustodyFactory, PersonFactory
from tests.instants import MONDAY_MORNING as AT

pytestmark = pytest.mark.usefixtures("in_villefranque")
TODAY = AT.date()


def family(**more) -> Household:
    return operations.create_household(
        declaration=more.pop("given", declaration()), account=more.pop("account", None), by=None, at=AT, **more
    )


def of(home: Household, role: MemberRole) -> Person:
    return home.members.get(role=role).person


def leave(home, person, **changes):
    given = {"left_on": TODAY, "reason": "séparation", "by": agent(), "at": AT}
    return operations.end_membership(household=home, person=person, **{**given, **changes})


def correct(child, adult, **changes):
    given = {"quality": Quality.FATHER, "parental_authority": False, "since": TODAY, "reason": "jugement"}
    return operations.correct_tie(child=child, adult=adult, by=agent(), at=AT, **{**given, **changes})


class TestAnAdultWhoLeaves:
    def test_the_account_sees_nothing_of_the_household_any_more(self):
        father = citizen()
        home = family(account=father)
        leave(home, father.person)
        assert queries.household_of(father) is None
        assert not queries.children_of(father).exists()
        assert (queries.holds_household(father), queries.waits_for_key(father)) == (False, False)

    def test_the_tie_to_the_children_stays(self):
        home = family()
        father, child = of(home, MemberRole.HOLDER), of(home, MemberRole.CHILD)
        leave(home, father)
        tie = Relationship.objects.get(adult=father, child=child)
        assert (tie.quality, tie.parental_authority) == (Quality.FATHER, True)
        assert father in queries.informed_guardians(child, TODAY)

    def test_the_other_adult_becomes_the_holder_where_they_live(self):
        home = family(given=declaration(co_representative=solange(address=ELSEWHERE)))
        mother = of(home, MemberRole.CO_REPRESENTATIVE)
        leave(home, of(home, MemberRole.HOLDER))
        home.refresh_from_db()
        assert of(home, MemberRole.HOLDER) == mother
        assert home.address.lines() == ELSEWHERE.lines()

    def test_when_the_second_adult_leaves_the_holder_stays_at_home(self):
        home = family()
        leave(home, of(home, MemberRole.CO_REPRESENTATIVE))
        home.refresh_from_db()
        assert of(home, MemberRole.HOLDER).first_names == "Maurice"
        assert home.address.lines() == HOME.lines()

    def test_what_was_theirs_leaves_with_them(self):
        benefit = DeclaredBenefit(member="co-representant", body="caf", number="1234567")
        home = family(given=declaration(benefit=benefit))
        mother = of(home, MemberRole.CO_REPRESENTATIVE)
        key = operations.issue_key(household=home, person=mother, by=None, at=AT).key
        leave(home, mother)
        key.refresh_from_db()
        assert key.revoked_at == AT
        assert not BenefitRecord.objects.exists()

    def test_benefits_in_the_name_of_who_stays_stay(self):
        benefit = DeclaredBenefit(member="titulaire", body="caf", number="1234567")
        home = family(given=declaration(benefit=benefit))
        leave(home, of(home, MemberRole.CO_REPRESENTATIVE))
        assert BenefitRecord.objects.get().number == "1234567"

    def test_who_left_may_declare_their_own_family(self):
        father = citizen()
        home = family(account=father)
        leave(home, father.person)
        own = family(given=declaration(co_representative=None, contacts=()), account=father)
        assert queries.household_of(father) == own

    def test_it_is_remembered_with_its_day_and_its_reason(self):
        home = family()
        mother = of(home, MemberRole.CO_REPRESENTATIVE)
        leave(home, mother, left_on=TODAY - timedelta(days=40))
        former = FormerMember.objects.get()
        assert (former.person, former.role, former.left_on) == (
            mother,
            MemberRole.CO_REPRESENTATIVE,
            TODAY - timedelta(days=40),
        )
        event = Event.objects.get(action="families.member_left")
        assert (event.reason, event.data["left_on"]) == ("séparation", "2026-02-04")

    def test_a_departure_to_come_is_not_noted(self):
        home = family()
        with pytest.raises(LeavesLater):
            leave(home, of(home, MemberRole.HOLDER), left_on=TODAY + timedelta(days=1))

    def test_the_only_adult_cannot_leave(self):
        home = family(given=declaration(co_representative=None))
        with pytest.raises(OnlyAdult, match="Maurice Testo"):
            leave(home, of(home, MemberRole.HOLDER))

    def test_who_holds_another_family_cannot_become_the_holder(self):
        home, mother = family(), citizen()
        own = family(
            given=declaration(holder=solange(address=ELSEWHERE), co_representative=None, children=(), contacts=()),
            account=mother,
        )
        home.members.filter(role=MemberRole.CO_REPRESENTATIVE).update(person=of(own, MemberRole.HOLDER))
        with pytest.raises(HoldsAnotherHousehold, match="Solange Testa"):
            leave(home, of(home, MemberRole.HOLDER))

    def test_somebody_else_is_not_of_this_household(self):
        with pytest.raises(NotInThisHousehold):
            leave(family(), PersonFactory())

    def test_the_second_agent_is_told(self):
        home = family()
        with pytest.raises(FamilyChanged):
            leave(home, of(home, MemberRole.HOLDER), version=home.version + 1)


class TestAChildWhoLeaves:
    def test_the_household_sees_it_no_more_and_the_other_one_still_does(self):
        parents = separated()
        leave(parents.fathers, parents.child)
        assert not queries.children_of(parents.father).exists()
        assert list(queries.children_of(parents.mother)) == [parents.child]
        assert queries.co_guardians(parents.child).count() == 2

    def test_shared_days_end_first(self):
        parents = separated()
        custody = CustodyFactory(
            child=parents.child,
            first_household=parents.fathers,
            second_household=parents.mothers,
            starts_on=date(2026, 1, 1),
        )
        with pytest.raises(DaysAreShared, match="Nina"):
            leave(parents.fathers, parents.child)
        custody.ends_on = TODAY
        custody.save()
        assert leave(parents.fathers, parents.child).role == MemberRole.CHILD


class TestConsequences:
    def test_of_the_holder_with_an_account(self):
        father = citizen()
        benefit = DeclaredBenefit(member="titulaire", body="caf", number="1234567")
        home = family(account=father, given=declaration(benefit=benefit))
        assert queries.consequences_of_leaving(home, home.members.get(role=MemberRole.HOLDER)) == (
            "Le compte de Maurice Testo ne verra plus rien de cette famille : adresse, contacts, enfants.",
            "Maurice Testo reste père de Nina Testo, avec autorité parentale.",
            "Solange Testa devient titulaire de la famille.",
            "Les informations d’allocataire, à son nom, sont effacées de cette famille.",
        )

    def test_of_the_second_adult_who_waits_for_a_key(self):
        home = family()
        second = home.members.get(role=MemberRole.CO_REPRESENTATIVE)
        operations.issue_key(household=home, person=second.person, by=None, at=AT)
        assert queries.consequences_of_leaving(home, second) == (
            "Solange Testa reste mère de Nina Testo, avec autorité parentale.",
            "La clé qui l’attend est révoquée.",
        )

    def test_of_a_child_of_one_family(self):
        alone = family().members.get(role=MemberRole.CHILD)
        assert queries.consequences_of_leaving(alone.household, alone)[-1].startswith("L’enfant ne sera plus dans")

    def test_of_a_child_of_two_families(self):
        parents = separated()
        shared = parents.fathers.members.get(role=MemberRole.CHILD)
        assert queries.consequences_of_leaving(parents.fathers, shared)[-1].startswith("L’enfant reste dans son autre")


class TestATie:
    def test_authority_opens_and_closes_with_it(self):
        home = family()
        father, child = of(home, MemberRole.HOLDER), of(home, MemberRole.CHILD)
        correct(child, father)
        assert father not in queries.informed_guardians(child, TODAY)
        correct(child, father, parental_authority=True, reason="arrêt d’appel")
        assert father in queries.informed_guardians(child, TODAY)
        last = Event.objects.filter(action="families.tie_corrected").latest("pk")
        assert (last.reason, last.data) == (
            "arrêt d’appel",
            {
                "adult": father.pk,
                "since": "2026-03-16",
                "before": {"quality": "father", "parental_authority": False},
                "after": {"quality": "father", "parental_authority": True},
            },
        )

    def test_it_holds_for_an_adult_who_left(self):
        home = family()
        father, child = of(home, MemberRole.HOLDER), of(home, MemberRole.CHILD)
        leave(home, father)
        assert [(one.adult, one.words) for one in queries.adult_ties(child)] == [
            (father, "Père, avec autorité parentale"),
            (of(home, MemberRole.HOLDER), "Mère, avec autorité parentale"),
        ]
        assert correct(child, father).since == TODAY

    def test_it_is_made_where_there_was_none(self):
        home = family(given=declaration(children=(nina(co_representative_tie=DeclaredTie()),)))
        mother, child = of(home, MemberRole.CO_REPRESENTATIVE), of(home, MemberRole.CHILD)
        assert queries.adult_ties(child)[1].words == "Lien non précisé"
        assert queries.adult_ties(child)[1].since is None
        correct(child, mother, quality=Quality.MOTHER, parental_authority=True)
        assert mother in queries.co_guardians(child)

    def test_what_is_refused(self):
        home = family()
        father, child = of(home, MemberRole.HOLDER), of(home, MemberRole.CHILD)
        with pytest.raises(TieLater):
            correct(child, father, since=TODAY + timedelta(days=1))
        with pytest.raises(NotAnAdultOfTheChild):
            correct(child, PersonFactory())
        with pytest.raises(TieUnchanged):
            correct(child, father, parental_authority=True)
        with pytest.raises(FamilyChanged):
            correct(child, father, version=child.version + 1)


class TestAnAdultWhoJoins:
    def test_with_what_they_are_to_each_child(self):
        home = family(given=declaration(co_representative=None, children=(nina(co_representative_tie=DeclaredTie()),)))
        child = of(home, MemberRole.CHILD)
        tie = DeclaredTie(quality=Quality.STEP_PARENT, parental_authority=False)
        joined = operations.add_adult(
            household=home,
            declared=solange(),
            ties={child: tie},
            by=agent(),
            at=AT,
            version=home.version,
            reason="pacs",
        )
        assert of(home, MemberRole.CO_REPRESENTATIVE) == joined
        assert Relationship.objects.get(adult=joined).quality == Quality.STEP_PARENT
        event = Event.objects.get(action="families.members_added")
        assert (event.reason, event.data) == ("pacs", {"adult": joined.pk})

    def test_a_third_adult_does_not(self):
        with pytest.raises(CoRepresentativeKnown):
            operations.add_adult(household=family(), declared=solange(), ties={}, by=agent(), at=AT)


class TestARecord:
    def test_each_change_makes_a_new_version(self):
        home = family()
        father = of(home, MemberRole.HOLDER)
        operations.correct_person(person=father, values={"profession": "Luthier"}, version=1, by=agent(), at=AT)
        with pytest.raises(FamilyChanged):
            operations.correct_person(person=father, values={"profession": "Relieur"}, version=1, by=agent(), at=AT)
        father.refresh_from_db()
        assert (father.profession, father.version) == ("Luthier", 2)

    def test_a_profile_that_changed_tells_the_agent_who_reads_the_record(self):
        user = citizen()
        home = family(account=user)
        read = of(home, MemberRole.HOLDER).version
        user.mobile = "06 55 55 55 55"
        operations.follow_account(user=user, by=user, at=AT)
        with pytest.raises(FamilyChanged):
            operations.correct_person(person=user.person, values={}, version=read, by=agent(), at=AT)

    def test_the_second_agent_who_moves_the_family_is_told(self):
        home = family()
        operations.change_address(household=home, address=ELSEWHERE, by=agent(), at=AT, version=home.version)
        with pytest.raises(FamilyChanged):
            operations.change_address(
                household=home, address=replace(ELSEWHERE, number="9"), by=agent(), at=AT, version=home.version
            )

    def test_a_member_comes_back_to_the_address_of_the_household(self):
        home = family(given=declaration(co_representative=solange(address=ELSEWHERE)))
        mother = of(home, MemberRole.CO_REPRESENTATIVE)
        operations.move_apart(household=home, person=mother, address=None, by=agent(), at=AT)
        assert home.members.get(person=mother).shares_address
