"""Deciding a case: the message is read before it leaves, and of two agents the second is told."""

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from apps.casework import operations
from apps.casework.models import Case, CaseNote
from apps.families.models import Household
from apps.messaging.models import Message
from tenants.models import Commune
from tests.apps.accounts.people import agent, citizen
from tests.apps.backoffice.desk import Desk, filed, hidden, texts
from tests.apps.casework.benches import BENCH, bench_filed
from tests.configurations import offer

pytestmark = pytest.mark.usefixtures("in_fresnes")


@pytest.fixture
def desk(sit: Callable) -> Desk:
    return sit("family_agent")


@pytest.fixture
def case(desk: Desk) -> Case:
    """A case that this agent took in charge."""
    sent = filed(citizen("helene", civility="mrs", usual_name="Martin", first_names="Hélène"))
    return operations.take(case=sent, by=desk.agent, at=timezone.now())


def current(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def mails() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("template", flat=True))


class TestTake:
    def test_a_filed_case_is_taken_and_the_family_told(self, desk: Desk) -> None:
        sent = filed(citizen())
        said = desk.say("case-take", sent.number, version=sent.version)
        assert said == ["La demande est à vous : la famille en est avertie."]
        assert (current(sent).status, current(sent).assigned_to) == ("in_review", desk.agent)
        assert mails()[-1] == "casework/progress"

    def test_a_double_click_takes_it_once(self, desk: Desk) -> None:
        sent = filed(citizen())
        desk.say("case-take", sent.number, version=sent.version)
        page = desk.post("case-take", sent.number, version=sent.version)
        assert "Rien n’a été enregistré" in texts(page, ".alert--danger")[0]
        assert mails().count("casework/progress") == 1

    def test_a_form_without_its_version_changes_nothing(self, desk: Desk) -> None:
        sent = filed(citizen())
        assert desk.post("case-take", sent.number).status_code == 200
        assert current(sent).status == "submitted"


class TestAccept:
    def test_what_will_leave_is_shown_and_nothing_is_done_yet(self, desk: Desk, case: Case) -> None:
        before = mails()
        page = desk.post("case-accept", case.number, version=case.version, note="Bienvenue.")
        letters = texts(page, ".letter-text")
        assert "Le mot du service : Bienvenue." in letters[1]
        assert "••••-••••-••••" in letters[0]
        assert (current(case).status, mails(), Household.objects.count()) == ("in_review", before, 0)

    def test_the_family_is_made_once_confirmed(self, desk: Desk, case: Case) -> None:
        page = desk.post("case-accept", case.number, version=case.version, note="Bienvenue.")
        said = desk.say("case-accept", case.number, **hidden(page, ""), suite="envoyer")
        assert said == ["La demande est acceptée : la famille est prévenue."]
        assert (current(case).status, current(case).decision_note) == ("accepted", "Bienvenue.")
        assert Household.objects.get().declared_by == case.requester
        assert mails()[-2:] == ["families/service_key", "casework/accepted"]

    def test_the_note_is_kept_when_it_is_corrected(self, desk: Desk, case: Case) -> None:
        page = desk.post("case-accept", case.number, version=case.version, note="Bienvenue.", suite="modifier")
        assert "Bienvenue." in texts(page, "textarea")
        assert texts(page, "details[open] summary")[0] == "Accepter"

    def test_what_the_families_refuse_is_said_before_anything(self, desk: Desk, case: Case) -> None:
        operations.accept(case=case, by=desk.agent, at=timezone.now())
        page = desk.post("case-accept", case.number, version=current(case).version)
        assert "a modifié cette demande" in texts(page, ".alert--danger")[0]


class TestAsk:
    def test_pieces_and_words_leave_together_and_the_clock_stops(self, desk: Desk, case: Case) -> None:
        given = {"version": case.version, "pieces": ["livret-de-famille"], "message": "La page des enfants manque."}
        page = desk.post("case-ask", case.number, **given)
        letter = texts(page, ".letter-text")[0]
        assert "La page des enfants manque." in letter
        assert "Livret de famille" in letter
        desk.say("case-ask", case.number, **given, suite="envoyer")
        asked = current(case)
        assert (asked.status, asked.clock) == ("needs_information", "stopped")
        request = asked.information_requests.get()
        assert (request.pieces, request.kinds) == (["Livret de famille"], ["livret-de-famille"])
        assert texts(desk.get("case", case.number), "aside .card-title")[1] == "En attente de la famille"

    def test_words_are_needed(self, desk: Desk, case: Case) -> None:
        page = desk.post("case-ask", case.number, version=case.version, message="")
        assert texts(page, ".error-summary a") == ["Le champ « Ce que la famille doit faire » est obligatoire."]
        assert texts(page, "details[open] summary")[0] == "Demander un complément"


class TestRefuse:
    def test_the_reason_is_what_the_family_reads(self, desk: Desk, case: Case) -> None:
        given = {"version": case.version, "motive": "doublon", "details": "Dossier de 2024."}
        page = desk.post("case-refuse", case.number, **given)
        assert "déjà enregistrée" in texts(page, ".letter-text")[0]
        desk.say("case-refuse", case.number, **given, suite="envoyer")
        assert current(case).decision_note.endswith("Dossier de 2024.")
        assert mails()[-1] == "casework/refused"

    def test_another_reason_has_to_be_written(self, desk: Desk, case: Case) -> None:
        page = desk.post("case-refuse", case.number, version=case.version, motive="autre")
        assert texts(page, ".error-summary a") == ["Un refus se motive : écrivez la raison que la famille lira."]


class TestTwoAgents:
    """Two agents have the same case on screen."""

    def test_the_second_is_told_who_changed_it_and_loses_nothing(
        self, sit: Callable, desk: Desk, case: Case, in_fresnes: object
    ) -> None:
        second = sit("family_agent", username="seconde", first_names="Claire", usual_name="Lemoine")
        seen_by_both = case.version
        desk.say("case-ask", case.number, version=seen_by_both, message="Il manque une page.", suite="envoyer")
        page = second.post(
            "case-refuse", case.number, version=seen_by_both, motive="autre", details="Mon texte.", suite="envoyer"
        )
        assert current(case).status == "needs_information"
        assert texts(page, ".alert--danger")[0].startswith("Erreur : Rien n’a été enregistré Mme Nadia AGENT a modifié")
        assert "Mon texte." in texts(page, "textarea[readonly]")

    def test_what_was_typed_may_be_sent_once_the_case_is_read_again(
        self, sit: Callable, desk: Desk, case: Case
    ) -> None:
        second = sit("family_agent", username="seconde")
        seen_by_both = case.version
        desk.say("case-message", case.number, body="Bonjour, nous étudions votre demande.")
        given = {"motive": "autre", "details": "Mon texte."}
        page = second.post("case-refuse", case.number, version=seen_by_both, **given, suite="envoyer")
        assert current(case).status == "in_review"
        assert "Mon texte." in texts(page, "textarea")
        again = hidden(page, f"/agents/demandes/{case.number}/refuser/")["version"]
        second.say("case-refuse", case.number, version=again, **given, suite="envoyer")
        assert (current(case).status, current(case).decision_note) == ("refused", "Mon texte.")

    def test_a_case_decided_meanwhile_cannot_be_decided_again(self, sit: Callable, desk: Desk, case: Case) -> None:
        second = sit("administrator")
        desk.say("case-accept", case.number, version=case.version, suite="envoyer")
        page = second.post("case-accept", case.number, version=current(case).version, suite="envoyer")
        assert "a modifié cette demande" in texts(page, ".alert--danger")[0]
        assert mails().count("casework/accepted") == 1


class TestAround:
    def test_a_case_is_given_to_a_colleague(self, desk: Desk, case: Case) -> None:
        colleague = agent("collegue", ("family_agent", ""), first_names="Claire")
        assert desk.say("case-assign", case.number, version=case.version, agent=colleague.pk) == [
            "La demande est confiée à Mme Claire AGENT."
        ]
        assert current(case).assigned_to == colleague

    def test_a_reader_cannot_be_given_one(self, desk: Desk, case: Case) -> None:
        reader = agent("lectrice", ("reader", ""))
        page = desk.post("case-assign", case.number, version=case.version, agent=reader.pk)
        assert page.status_code == 200
        assert current(case).assigned_to == desk.agent

    def test_a_message_leaves(self, desk: Desk, case: Case) -> None:
        assert desk.say("case-message", case.number, body="Pouvez-vous préciser ?") == ["Votre message est parti."]
        assert case.exchanges.get().body == "Pouvez-vous préciser ?"

    def test_an_empty_message_does_not(self, desk: Desk, case: Case) -> None:
        page = desk.post("case-message", case.number, body=" ")
        assert texts(page, ".error-summary a") == ["Le champ « Écrire à la famille » est obligatoire."]

    def test_a_message_to_a_closed_case_is_kept_on_the_page(self, desk: Desk, case: Case) -> None:
        operations.refuse(case=case, by=desk.agent, at=timezone.now(), reason="Hors commune.")
        page = desk.post("case-message", case.number, body="Encore un mot.")
        assert "les échanges sont clos" in texts(page, ".alert--danger")[0]
        assert "Encore un mot." in texts(page, "textarea")

    def test_a_note_stays_between_agents(self, desk: Desk, case: Case) -> None:
        before = mails()
        assert desk.say("case-note", case.number, body="Livret vu au guichet.") == ["La note est ajoutée."]
        assert (CaseNote.objects.get().body, mails()) == ("Livret vu au guichet.", before)
        assert "Livret vu au guichet." in texts(desk.get("case", case.number), "[aria-labelledby=notes] li")[0]

    def test_an_empty_note_is_not_written(self, desk: Desk, case: Case) -> None:
        assert desk.post("case-note", case.number, body="").status_code == 200
        assert CaseNote.objects.count() == 0

    def test_a_reader_decides_nothing(self, sit: Callable, case: Case) -> None:
        reader = sit("reader")
        for name in ("case-accept", "case-refuse", "case-ask", "case-take", "case-assign", "case-note", "case-message"):
            assert reader.post(name, case.number, version=case.version).status_code == 403


class TestAskAgain:
    @pytest.fixture
    def bench(self, desk: Desk, in_fresnes: Commune) -> Case:
        """A request made of questions, taken by this agent."""
        offer(in_fresnes, BENCH)
        return operations.take(case=bench_filed(), by=desk.agent, at=timezone.now())

    def test_the_questions_are_offered_by_step(self, desk: Desk, bench: Case) -> None:
        page = desk.get("case", bench.number)
        values = [
            field["value"] for field in BeautifulSoup(page.content, "html.parser").select("input[name=questions]")
        ]
        assert values == ["shade", "from", "email", "words"]

    def test_the_questions_ticked_open_for_the_family(self, desk: Desk, bench: Case) -> None:
        asked = {"version": bench.version, "message": "Quelle date ?", "questions": ["from"]}
        assert "1 réponse à revoir" in " ".join(texts(desk.post("case-ask", bench.number, **asked), "main"))
        desk.say("case-ask", bench.number, **asked, suite="envoyer")
        assert bench.information_requests.get().questions == ["from"]
        assert "À partir du" in " ".join(texts(desk.get("case", bench.number), "#decision li"))

    def test_a_declaration_has_none_to_offer(self, desk: Desk, case: Case) -> None:
        assert BeautifulSoup(desk.get("case", case.number).content, "html.parser").select("input[name=questions]") == []
