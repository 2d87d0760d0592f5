"""Families: found by anything, read on one page, joined by a key, recognised around a child."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import timezone

from apps.casework import operations
from apps.families.errors import TieGone
from apps.families.models import Household, MatchCandidate, Person, ServiceKey
from apps.families.operations import ask_proof, issue_key, redeem_key
from apps.messaging.models import Message
from tests.apps.accounts.people import citizen
from tests.apps.backoffice.desk import declaration, filed, household, texts

pytestmark = pytest.mark.usefixtures("in_fresnes")


def other_parent() -> Household:
    """The father's own household, around the same child."""
    father = replace(
        declaration().holder, civility="mr", first_names="Marc", email="marc@exemple.fr", mobile="0799999999"
    )
    return household(replace(declaration(), holder=replace(father, birth_date=date(1985, 1, 1))))


def holder_of(home: Household) -> Person:
    return home.members.get(role="holder").person


def found(page: object) -> list[str]:
    return texts(page, "tbody th a")


class TestSearch:
    @pytest.mark.parametrize(
        "typed",
        ["martin", "MARTIN hélène", "helene", "lea", "Léa Martin", "dupre", "06 11 22 33 44", "helene@exemple.fr"],
    )
    def test_anything_said_of_a_member_finds_the_family(self, sit: Callable, typed: str) -> None:
        household()
        stranger = replace(declaration().holder, usual_name="Petit", birth_name="Petit", first_names="Anne")
        stranger = replace(stranger, email="anne@exemple.fr", mobile="0700000000", phone="")
        household(replace(declaration(), holder=stranger, children=()))
        assert found(sit("reader").get("families", q=typed)) == ["Famille MARTIN"]

    def test_the_end_of_a_key_finds_it(self, sit: Callable) -> None:
        home = household()
        issued = issue_key(household=home, person=holder_of(home), by=None, at=timezone.now())
        desk = sit("reader")
        assert found(desk.get("families", q=issued.key.hint.lower())) == ["Famille MARTIN"]
        assert found(desk.get("families", q="zzzz")) == []

    def test_a_case_number_finds_it(self, sit: Callable) -> None:
        desk = sit("family_agent")
        case = filed(citizen(), at=timezone.now())
        operations.take(case=case, by=desk.agent, at=timezone.now())
        operations.accept(case=case, by=desk.agent, at=timezone.now())
        year, number = case.number.split("-")
        for typed in (case.number, f"{year}-{int(number)}"):
            assert found(desk.get("families", q=typed)) == ["Famille MARTIN"]
        assert found(desk.get("families", q=f"{year}-999999")) == []

    def test_nothing_found_offers_another_way(self, sit: Callable) -> None:
        page = sit("reader").get("families", q="personne")
        assert texts(page, ".empty-title") == ["Aucune famille pour « personne »"]
        assert 'href="/agents/comptes/?q=personne"' in page.content.decode()

    def test_without_a_word_the_newest_come_first(self, sit: Callable) -> None:
        desk = sit("reader")
        assert texts(desk.get("families"), ".empty-title") == ["Aucune famille enregistrée"]
        household()
        other_parent()
        assert texts(desk.get("families"), "tbody td[data-label=Adultes]") == ["Marc Martin", "Hélène Martin"]

    @pytest.mark.parametrize("rows", [1, 3])
    def test_queries_do_not_grow(self, sit: Callable, constant_queries: Callable, rows: int) -> None:
        desk = sit("reader")
        for _number in range(rows):
            household()
        desk.get("families")
        with constant_queries(6):
            desk.get("families", q="martin")


class TestPage:
    def test_the_household_is_read_whole(self, sit: Callable) -> None:
        user = citizen()
        home = household(account=user)
        page = sit("reader").get("family", home.pk)
        assert texts(page, ".grid .card-title") == ["Hélène Martin", "Léa Martin"]
        said = page.content.decode()
        assert "12 rue des Lilas, 94260 Fresnes" in said
        assert "avec autorité parentale" in said
        assert texts(page, "table tbody th") == ["Odile Dupré"]

    def test_it_says_how_somebody_prefers_to_be_joined(self, sit: Callable) -> None:
        home = household()
        account = citizen("helene")
        account.preferred_contact = "post"
        account.save()
        Person.objects.filter(pk=holder_of(home).pk).update(account=account)
        assert "Préfère être joint par Courrier postal" in " ".join(
            texts(sit("reader").get("family", home.pk), "dl div")
        )

    def test_another_household_is_not_on_it(self, sit: Callable) -> None:
        home = household()
        other_parent()
        page = sit("reader").get("family", home.pk)
        cards = " ".join(texts(page, ".grid .card"))
        assert "0799999999" not in page.content.decode()
        assert "Marc" not in cards

    def test_queries_do_not_grow_with_the_family(self, sit: Callable, constant_queries: Callable) -> None:
        child = declaration().children[0]
        many = tuple(replace(child, key=f"e{rank}", first_names=f"Enfant {rank}") for rank in range(4))
        desk = sit("family_agent")
        small, large = household(), household(replace(declaration(), children=many))
        desk.get("family", small.pk)
        for home in (small, large):
            with constant_queries(20):
                desk.get("family", home.pk)


class TestKeys:
    def test_a_letter_carries_a_key_that_replaces_the_former(self, sit: Callable) -> None:
        home = household()
        former = issue_key(household=home, person=holder_of(home), by=None, at=timezone.now()).key
        page = sit("family_agent").post("key-issue", home.pk, holder_of(home).pk, moyen="courrier")
        former.refresh_from_db()
        key = ServiceKey.objects.get(revoked_at=None)
        assert texts(page, ".letter-key")[0].endswith(key.hint)
        assert former.revoked_at is not None
        assert "Hélène Martin 12 rue des Lilas 94260 Fresnes" in texts(page, ".letter-to")
        assert Message.objects.count() == 0

    def test_a_key_leaves_by_email(self, sit: Callable) -> None:
        home = household()
        said = sit("family_agent").say("key-issue", home.pk, holder_of(home).pk, moyen="courriel")
        assert said == ["La clé de Hélène Martin part à l’adresse helene@exemple.fr."]
        assert Message.objects.get().recipient == "helene@exemple.fr"

    def test_without_an_address_only_the_letter_is_offered(self, sit: Callable) -> None:
        home = household(replace(declaration(), holder=replace(declaration().holder, email="")))
        desk = sit("family_agent")
        assert texts(desk.get("family", home.pk), ".key-form button") == ["Lettre à imprimer"]
        assert "imprimez la lettre" in desk.say("key-issue", home.pk, holder_of(home).pk, moyen="courriel")[0]
        assert ServiceKey.objects.count() == 0

    def test_who_has_an_account_needs_no_key(self, sit: Callable) -> None:
        home = household(account=citizen())
        desk = sit("family_agent")
        person = holder_of(home)
        assert texts(desk.get("family", home.pk), ".key-form") == []
        assert "compte" in desk.say("key-issue", home.pk, person.pk, moyen="courrier")[0]

    def test_a_key_is_revoked(self, sit: Callable) -> None:
        home = household()
        key = issue_key(household=home, person=holder_of(home), by=None, at=timezone.now()).key
        desk = sit("family_agent")
        assert desk.say("key-revoke", home.pk, key.pk) == ["La clé de Hélène Martin ne peut plus servir."]
        assert "Révoquée" in texts(desk.get("family", home.pk), "aside li")[0]

    def test_an_expired_key_is_said(self, sit: Callable) -> None:
        home = household()
        issue_key(household=home, person=holder_of(home), by=None, at=timezone.now() - timedelta(days=2000))
        assert "Expirée" in texts(sit("reader").get("family", home.pk), "aside li")[0]

    def test_a_key_of_another_family_is_not_found(self, sit: Callable) -> None:
        home, other = household(), other_parent()
        key = issue_key(household=other, person=holder_of(other), by=None, at=timezone.now()).key
        desk = sit("family_agent")
        assert desk.post("key-revoke", home.pk, key.pk).status_code == 404
        assert desk.post("key-issue", home.pk, holder_of(other).pk).status_code == 404

    def test_a_reader_gives_none(self, sit: Callable) -> None:
        home = household()
        assert sit("reader").post("key-issue", home.pk, holder_of(home).pk).status_code == 403


class TestTies:
    @pytest.fixture
    def tie(self) -> ServiceKey:
        home = household()
        issued = issue_key(household=home, person=holder_of(home), by=None, at=timezone.now())
        redeem_key(user=citizen(), typed=issued.text, at=timezone.now())
        return issued.key

    def test_it_waits_on_the_page_of_the_family_and_once_asked_in_the_work_list(
        self, sit: Callable, tie: ServiceKey
    ) -> None:
        desk = sit("family_agent")
        assert "Compte à confirmer" in texts(desk.get("family", tie.household_id), "aside h2")
        assert texts(desk.get("home"), "#liens") == []
        ask_proof(user=ServiceKey.objects.get(pk=tie.pk).used_by, at=timezone.now())
        assert texts(desk.get("home"), "#liens") == ["Comptes à confirmer"]

    def test_one_click_confirms_it_once(self, sit: Callable, tie: ServiceKey) -> None:
        desk = sit("family_agent")
        said = desk.say("tie-confirm", tie.household_id, tie.pk)
        assert said == ["Le compte de Hélène Martin est confirmé : le dossier santé lui est ouvert."]
        assert ServiceKey.objects.get(pk=tie.pk).proven_by == desk.agent
        assert desk.say("tie-confirm", tie.household_id, tie.pk) == [str(TieGone())]
        assert "Compte à confirmer" not in texts(desk.get("family", tie.household_id), "aside h2")

    def test_a_reader_sees_it_and_confirms_nothing(self, sit: Callable, tie: ServiceKey) -> None:
        desk = sit("reader")
        assert "J’ai vérifié" not in " ".join(texts(desk.get("family", tie.household_id), "button"))
        assert desk.post("tie-confirm", tie.household_id, tie.pk).status_code == 403

    def test_the_key_of_another_family_is_not_found(self, sit: Callable, tie: ServiceKey) -> None:
        assert sit("family_agent").post("tie-confirm", other_parent().pk, tie.pk).status_code == 404


class TestMatches:
    @pytest.fixture
    def homes(self) -> tuple[Household, Household]:
        return household(), other_parent()

    def test_both_sides_are_shown(self, sit: Callable, homes: tuple[Household, Household]) -> None:
        sides = texts(sit("reader").get("matches"), ".match > div")
        assert "Hélène Martin" in sides[0]
        assert "Marc Martin" in sides[1]

    def test_confirmed_it_is_one_child_in_two_families(self, sit: Callable, homes: tuple[Household, Household]) -> None:
        desk = sit("family_agent")
        said = desk.say("match-confirm", MatchCandidate.objects.get().pk)
        assert said[0].startswith("Léa Martin est maintenant un seul enfant dans les deux familles")
        children = {home.members.get(role="child").person_id for home in homes}
        assert len(children) == 1
        assert texts(desk.get("matches"), ".empty-title") == ["Aucun rapprochement n’attend"]

    def test_rejected_it_is_remembered_with_its_reason(self, sit: Callable, homes: tuple[Household, Household]) -> None:
        desk = sit("family_agent")
        desk.say("match-reject", MatchCandidate.objects.get().pk, reason="Homonymes nés le même jour.")
        match = MatchCandidate.objects.get()
        assert (match.status, match.reason, match.decided_by) == (
            "rejected",
            "Homonymes nés le même jour.",
            desk.agent,
        )

    @pytest.mark.parametrize("name", ["match-confirm", "match-reject"])
    def test_a_second_agent_is_told_that_it_is_decided(
        self, sit: Callable, homes: tuple[Household, Household], name: str
    ) -> None:
        pk = MatchCandidate.objects.get().pk
        sit("family_agent").say("match-confirm", pk)
        said = sit("administrator").say(name, pk)
        assert "déjà" in said[0]

    @pytest.mark.parametrize(
        ("asked", "led"),
        [
            ("/agents/familles/1/", "/agents/familles/1/"),
            ("", "/agents/rapprochements/"),
            ("https://mechant.example/agents/", "/agents/rapprochements/"),
        ],
    )
    def test_the_answer_leads_back_to_the_page_of_the_question(
        self, sit: Callable, homes: tuple[Household, Household], asked: str, led: str
    ) -> None:
        answer = sit("family_agent").post("match-confirm", MatchCandidate.objects.get().pk, retour=asked)
        assert answer["Location"] == led

    def test_a_reader_decides_none(self, sit: Callable, homes: tuple[Household, Household]) -> None:
        pk = MatchCandidate.objects.get().pk
        reader = sit("reader")
        assert texts(reader.get("matches"), ".match-choice") == []
        assert reader.post("match-confirm", pk).status_code == 403

    @pytest.mark.parametrize("rows", [1, 3])
    def test_queries_do_not_grow(self, sit: Callable, constant_queries: Callable, rows: int) -> None:
        for _number in range(rows + 1):
            household()
        desk = sit("family_agent")
        desk.get("matches")
        with constant_queries(9):
            desk.get("matches")
