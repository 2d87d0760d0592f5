"""What a family changes of itself: old beside new, decided field by field."""

from datetime import date

import pytest

from apps.casework import family_change, handlers, operations
from apps.casework.enums import CaseStatus
from apps.casework.errors import AttachmentsMissing, NothingChanged, TargetUnknown
from apps.casework.models import Case
from apps.families.declaration import DeclaredAddress
from apps.families.enums import RestrictionKind, Sex
from apps.families.models import BenefitRecord, MatchCandidate, Person, Relationship
from apps.families.operations import create_household
from tests.apps.families.makers import agent, augusta, citizen, declaration, nina
from tests.factories import DocumentFactory, RestrictionFactory
from tests.instants import MONDAY_MORNING as AT

pytestmark = pytest.mark.usefixtures("in_villefranque")
ELSEWHERE = DeclaredAddress(number="7", street="chemin Neuf", postal_code="64990", city="Villefranque")


@pytest.fixture
def father():
    return citizen("maurice")


@pytest.fixture
def home(father):
    return create_household(declaration=declaration(contacts=(augusta(),)), account=father, by=None, at=AT)


@pytest.fixture
def mother(home):
    return home.members.get(role="co_representative").person


def asked(user, key, **values):
    """File a change with every piece that it calls for."""
    target = family_change.target_of(user, str(key))
    payload = family_change.payload_of(target, values)
    pieces = {
        piece.slug: DocumentFactory(owner=user, kind=piece.document_kind)
        for piece in family_change.pieces_for(target, payload["answers"])
    }
    return operations.file_at_once(procedure=family_change.SLUG, payload=payload, by=user, at=AT, pieces=pieces)


def decided(case, accepted=None):
    by = agent()
    case = operations.take(case=case, by=by, at=AT)
    if accepted is not None:
        case = operations.choose_changes(case=case, accepted=accepted, by=by, at=AT)
    return operations.accept(case=case, by=by, at=AT)


def test_only_what_differs_is_asked(father, mother):
    case = asked(father, mother.pk, usual_name="Testa", mobile="06 00 00 00 01")
    assert case.payload["answers"] == {"mobile": "06 00 00 00 01"}
    assert case.payload["before"] == {"mobile": "06 09 08 07 06"}
    (section,) = handlers.of_case(case).sections(case)
    assert section.rows == (("Téléphone portable", "06 09 08 07 06 → 06 00 00 00 01"),)


def test_nothing_changed_is_no_request(father, mother):
    with pytest.raises(NothingChanged):
        asked(father, mother.pk, usual_name="Testa")
    assert Case.objects.count() == 0


@pytest.mark.parametrize("key", ["999999", "quelqu-un", ""])
def test_only_members_of_the_family_are_changed(father, home, key):
    with pytest.raises(TargetUnknown):
        family_change.target_of(father, key)


def test_without_a_family_there_is_nothing_to_change():
    with pytest.raises(TargetUnknown):
        family_change.target_of(citizen(), "adresse")


def test_a_child_hidden_by_a_judge_is_not_changed(father, home):
    child = home.members.get(role="child").person
    RestrictionFactory(child=child, adult=father.person, kind=RestrictionKind.NO_INFORMATION)
    with pytest.raises(TargetUnknown):
        family_change.target_of(father, str(child.pk))


def test_accepted_it_is_written(father, mother):
    decided(asked(father, mother.pk, mobile="06 00 00 00 01", employer="La Poste"))
    mother.refresh_from_db()
    assert (mother.mobile, mother.employer) == ("06 00 00 00 01", "La Poste")
    assert "0600000001" in mother.search_text


def test_an_agent_keeps_a_part_of_it(father, mother):
    case = decided(asked(father, mother.pk, usual_name="Testo", employer="La Poste"), accepted=["employer"])
    mother.refresh_from_db()
    assert (mother.usual_name, mother.employer, case.status) == ("Testa", "La Poste", CaseStatus.ACCEPTED)
    outcome = handlers.of_case(case).accept(case=case, by=agent(), at=AT)
    assert outcome.sentences == (
        "La fiche « Solange Testa » est à jour.",
        "N’ont pas été retenus : nom d’usage.",
    )


def test_an_agent_may_keep_nothing_of_it(father, mother):
    case = decided(asked(father, mother.pk, employer="La Poste"), accepted=[])
    assert handlers.of_case(case).accept(case=case, by=agent(), at=AT).sentences[0] == "Rien n’a été modifié."


def test_the_agent_reads_old_new_and_what_is_known_today(father, mother):
    case = asked(father, mother.pk, employer="La Poste")
    Person.objects.filter(pk=mother.pk).update(employer="Mairie")
    known = handlers.of_case(case).known(case)
    (change,) = known.changes
    assert (change.label, change.old, change.known, change.new, change.accepted) == (
        "Employeur",
        "Atelier du Bois",
        "Mairie",
        "La Poste",
        True,
    )


def test_what_left_the_family_since_is_known_no_more(father, mother):
    case = asked(father, mother.pk, employer="La Poste")
    mother.memberships.all().delete()
    assert handlers.of_case(case).known(case) is None


def test_the_address_moves_with_those_who_share_it(father, home):
    case = asked(father, "adresse", address=ELSEWHERE.to_json())
    assert handlers.of_case(case).sections(case)[0].rows == (
        ("Adresse du foyer", "12 rue des Lilas, 94260 Fresnes → 7 chemin Neuf, 64990 Villefranque"),
    )
    decided(case)
    home.refresh_from_db()
    assert home.address.street == "chemin Neuf"
    assert {member.address.street for member in home.members.all()} == {"chemin Neuf"}


@pytest.fixture
def unborn(father):
    child = nina(first_names="", usual_name="", birth_date=None, expected=True, expected_on=date(2026, 6, 30))
    home = create_household(declaration=declaration(children=(child,)), account=father, by=None, at=AT)
    return home.members.get(role="child").person


def test_a_birth_makes_of_an_expected_child_one_who_is_born(father, unborn):
    born = {"usual_name": "Testo", "first_names": "Lou", "sex": Sex.MALE, "birth_date": date(2026, 6, 28)}
    decided(asked(father, unborn.pk, **born))
    unborn.refresh_from_db()
    assert (unborn.full_name, unborn.birth_date, unborn.is_expected) == ("Lou Testo", date(2026, 6, 28), False)


def test_a_child_born_in_two_families_becomes_a_question(father, unborn):
    elsewhere = nina(first_names="Lou", birth_date=date(2026, 6, 28))
    create_household(
        declaration=declaration(children=(elsewhere,), co_representative=None), account=citizen(), by=None, at=AT
    )
    decided(asked(father, unborn.pk, usual_name="Testo", first_names="Lou", sex="male", birth_date=date(2026, 6, 28)))
    assert MatchCandidate.objects.count() == 1


class TestPieces:
    """What the commune asks to see depends on what changes; nothing else is asked."""

    def titles(self, user, key, **values):
        target = family_change.target_of(user, str(key))
        changed = family_change.payload_of(target, values)["answers"]
        return [piece.title for piece in family_change.pieces_for(target, changed) if piece.required]

    def test_of_an_adult(self, father, mother):
        assert self.titles(father, mother.pk, mobile="06 00 00 00 01") == []
        assert self.titles(father, mother.pk, usual_name="Testo") == ["Acte qui porte le nouveau nom"]
        assert self.titles(father, mother.pk, birth_commune="Bayonne") == ["Acte de naissance ou livret de famille"]

    def test_of_a_birth(self, father, unborn):
        born = {"usual_name": "Testo", "first_names": "Lou", "birth_date": date(2026, 6, 28)}
        assert self.titles(father, unborn.pk, **born) == ["Acte de naissance ou livret de famille"]

    def test_of_a_child_who_lives_elsewhere(self, father, child):
        assert self.titles(father, child.pk, own_address=ELSEWHERE.to_json()) == ["Jugement ou convention"]

    def test_of_a_tie(self, father, child, mother):
        tie = {f"tie-{mother.pk}": {"quality": "mother", "authority": False}}
        assert self.titles(father, child.pk, **tie) == ["Jugement, acte ou convention"]

    def test_none_for_a_contact_and_none_compulsory_for_benefits(self, father, home):
        contact = home.contacts.get()
        assert self.titles(father, f"contact-{contact.pk}", phone="06 00 00 00 02") == []
        assert self.titles(father, "allocataire", number="7654321") == []

    def test_a_name_without_its_piece_is_not_filed(self, father, mother):
        payload = family_change.payload_of(family_change.target_of(father, str(mother.pk)), {"usual_name": "Testo"})
        with pytest.raises(AttachmentsMissing, match="Acte qui porte le nouveau nom"):
            operations.file_at_once(procedure=family_change.SLUG, payload=payload, by=father, at=AT)

    def test_they_are_announced_before_anything_is_typed(self, father, mother, child, home):
        announced = {
            str(key): family_change.pieces_it_may_call_for(family_change.target_of(father, str(key)))
            for key in (mother.pk, child.pk, "adresse", "allocataire")
        }
        act, name, judgment = (
            "Acte de naissance ou livret de famille",
            "Acte qui porte le nouveau nom",
            "Jugement, acte ou convention",
        )
        assert announced == {
            str(mother.pk): (name, act),
            str(child.pk): (name, act, judgment),
            "adresse": (),
            "allocataire": (),
        }


@pytest.fixture
def child(home):
    return home.members.get(role="child").person


def rows(case):
    return handlers.of_case(case).sections(case)[0].rows


class TestMoreOfAFamily:
    def test_what_an_adult_refuses_to_receive(self, father, mother):
        case = asked(father, mother.pk, ex_directory=True, refuses_sms=True, refuses_email=False)
        assert rows(case) == (("Numéro sur liste rouge", "Non → Oui"), ("Refus des SMS", "Non → Oui"))
        decided(case)
        mother.refresh_from_db()
        assert (mother.ex_directory, mother.refuses_sms, mother.refuses_email) == (True, True, False)

    def test_the_address_of_a_child_apart_then_at_home_again(self, father, home, child):
        case = asked(father, child.pk, own_address=ELSEWHERE.to_json())
        assert rows(case) == (("Adresse de l’enfant", "L’adresse du foyer → 7 chemin Neuf, 64990 Villefranque"),)
        decided(case)
        assert home.members.get(person=child).address.street == "chemin Neuf"
        decided(asked(father, child.pk, own_address=None))
        assert home.members.get(person=child).shares_address

    def test_what_an_adult_is_to_a_child(self, father, mother, child):
        case = asked(father, child.pk, **{f"tie-{mother.pk}": {"quality": "mother", "authority": False}})
        assert rows(case) == (
            ("Lien de Solange Testa", "Mère, avec autorité parentale → Mère, sans autorité parentale"),
        )
        case = decided(case)
        tie = Relationship.objects.get(adult=mother, child=child)
        assert (tie.parental_authority, tie.since) == (False, AT.date())
        assert handlers.of_case(case).accept(case=case, by=agent(), at=AT).sentences == (
            "La fiche « Nina Testo » est à jour.",
        )

    def test_a_contact_and_what_they_may_do(self, father, home):
        contact = home.contacts.get()
        case = asked(father, f"contact-{contact.pk}", may_collect=True, link="aunt", home=ELSEWHERE.to_json())
        assert rows(case) == (
            ("Autorisé à venir chercher les enfants", "Non → Oui"),
            ("Lien avec la famille", "Grand-mère → Tante"),
            ("Adresse", "L’adresse du foyer → 7 chemin Neuf, 64990 Villefranque"),
        )
        decided(case, accepted=["link", "home"])
        contact.refresh_from_db()
        assert (contact.may_collect, contact.link, contact.own_address.street) == (False, "aunt", "chemin Neuf")
        decided(asked(father, f"contact-{contact.pk}", home=None))
        contact.refresh_from_db()
        assert contact.address is None

    def test_benefits_are_written_and_erased(self, father, home):
        case = asked(father, "allocataire", member="titulaire", body="caf", number="1234567", dependent_children=1)
        assert rows(case) == (
            ("Membre allocataire", "– → Le titulaire du compte"),
            ("Organisme allocataire", "– → CAF"),
            ("Numéro d’allocataire", "– → 1234567"),
            ("Nombre d’enfants à charge", "– → 1"),
        )
        decided(case)
        assert (home.benefit.member, home.benefit.number) == (father.person, "1234567")
        nothing = {"member": "", "scheme": "", "body": "", "number": "", "dependent_children": None}
        decided(asked(father, "allocataire", **nothing))
        assert not BenefitRecord.objects.exists()

    @pytest.mark.parametrize("key", ["contact-999999", "contact-"])
    def test_a_contact_of_another_family_is_not_changed(self, father, home, key):
        with pytest.raises(TargetUnknown):
            family_change.target_of(father, key)

    def test_a_request_filed_before_labels_were_kept_is_still_read(self, father, mother):
        case = asked(father, mother.pk, employer="La Poste")
        del case.payload["labels"]
        assert rows(case) == (("Employeur", "Atelier du Bois → La Poste"),)
