"""Answers written beforehand: who writes them, where they are offered, what becomes of their fields."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from apps.casework import operations
from apps.casework.models import CannedAnswer, Case
from tests.apps.accounts.people import citizen
from tests.apps.backoffice.desk import Desk, filed, hidden, texts
from tests.factories import CannedAnswerFactory

GIVEN = {"title": "Merci", "use": "message", "service": "", "procedure": "", "body": "Merci {famille}."}


def names(page: object) -> list[str]:
    return texts(page, "tbody th")


@pytest.mark.usefixtures("in_carbon_blanc")
class TestWriting:
    def test_an_answer_is_written_then_changed_then_removed(self, sit: Callable) -> None:
        desk = sit("family_agent")
        assert desk.say("canned-answer-new", **GIVEN) == ["La réponse type « Merci » est enregistrée."]
        answer = CannedAnswer.objects.get()
        desk.say("canned-answer", answer.pk, **{**GIVEN, "body": "Merci à vous."})
        assert CannedAnswer.objects.get().body == "Merci à vous."
        assert desk.say("canned-answer-remove", answer.pk) == ["La réponse type « Merci » est supprimée."]
        assert names(desk.get("canned-answers")) == []

    def test_a_field_that_nothing_replaces_is_named(self, sit: Callable) -> None:
        page = sit("family_agent").post("canned-answer-new", **{**GIVEN, "body": "Bonjour {prénom}."})
        assert texts(page, ".error-summary li") == [
            "Le portail ne sait pas remplacer {prénom}. "
            "Il connaît {famille}, {numero}, {demarche}, {service}, {telephone}."
        ]

    def test_a_name_serves_once_in_a_place(self, sit: Callable) -> None:
        CannedAnswerFactory(title="Merci")
        page = sit("family_agent").post("canned-answer-new", **GIVEN)
        assert texts(page, ".error-summary li") == ["Une réponse type porte déjà ce nom à cet endroit."]

    def test_an_agent_of_one_service_changes_its_own_and_reads_those_of_all(self, sit: Callable) -> None:
        everywhere = CannedAnswerFactory(title="Partout")
        own = CannedAnswerFactory(title="Enfance", service="enfance")
        other = CannedAnswerFactory(title="Sports", service="sports-jeunesse")
        desk = sit("family_agent", service="enfance")
        page = desk.get("canned-answers")
        assert (names(page), texts(page, "tbody th a")) == (["Partout", "Enfance"], ["Enfance"]) or (
            names(page),
            texts(page, "tbody th a"),
        ) == (["Enfance", "Partout"], ["Enfance"])
        assert [desk.get("canned-answer", answer.pk).status_code for answer in (everywhere, own, other)] == [
            404,
            200,
            404,
        ]
        assert texts(desk.post("canned-answer-new", **GIVEN), ".error-summary li") != []

    def test_a_reader_writes_none(self, sit: Callable) -> None:
        assert sit("reader").get("canned-answers").status_code == 403

    @pytest.mark.parametrize("rows", [1, 3])
    def test_queries_do_not_grow(self, sit: Callable, constant_queries: Callable, rows: int) -> None:
        desk = sit("family_agent")
        CannedAnswerFactory.create_batch(rows)
        desk.get("canned-answers")
        with constant_queries(5):
            desk.get("canned-answers")


@pytest.mark.usefixtures("in_fresnes")
class TestInserting:
    @pytest.fixture
    def desk(self, sit: Callable) -> Desk:
        return sit("family_agent")

    @pytest.fixture
    def case(self, desk: Desk) -> Case:
        sent = filed(citizen("helene", civility="mrs", usual_name="Martin", first_names="Hélène"))
        return operations.take(case=sent, by=desk.agent, at=timezone.now())

    def test_only_what_suits_the_case_is_offered(self, desk: Desk, case: Case) -> None:
        CannedAnswerFactory(title="Pour tous")
        CannedAnswerFactory(title="Famille", procedure="famille")
        CannedAnswerFactory(title="Adresse", procedure="changement-adresse")
        CannedAnswerFactory(title="Ailleurs", service="ailleurs")
        CannedAnswerFactory(title="Refus", use="refusal")
        page = desk.get("case", case.number)
        assert texts(page, "#echanges-section select[name=reponse] option") == ["Choisir…", "Famille", "Pour tous"]
        assert texts(page, "#decision select[name=reponse] option") == ["Choisir…", "Refus"]

    def test_the_fields_are_replaced_and_what_was_typed_stays(self, desk: Desk, case: Case) -> None:
        answer = CannedAnswerFactory(body="Bonjour {famille}, au sujet de {demarche} n° {numero} : {inconnu}")
        page = desk.post("case-message", case.number, body="Un mot.", reponse=answer.pk, inserer="1")
        assert page.context["message_form"].initial["body"] == (
            f"Un mot.\n\nBonjour Mme Hélène MARTIN, au sujet de Déclarer ma famille n° {case.number} : {{inconnu}}"
        )
        assert case.exchanges.count() == 0

    def test_the_usual_words_give_way(self, desk: Desk, case: Case) -> None:
        answer = CannedAnswerFactory(use="question", body="Il manque une page.")
        typed = hidden(desk.get("case", case.number), f"/agents/demandes/{case.number}/completer/")
        usual = "Votre demande est presque complète. Merci de nous transmettre ce qui suit."
        given = {**typed, "message": usual, "pieces": ["livret-de-famille"], "reponse": answer.pk, "inserer": "1"}
        form = desk.post("case-ask", case.number, **given).context["ask_form"]
        assert (form.initial["message"], form.initial["pieces"]) == ("Il manque une page.", ["livret-de-famille"])

    def test_without_a_choice_nothing_is_lost(self, desk: Desk, case: Case) -> None:
        given = {"version": case.version, "details": "Hors commune.", "reponse": "", "inserer": "1"}
        page = desk.post("case-refuse", case.number, **given)
        assert page.context["refuse_form"].initial["details"] == "Hors commune."
        assert texts(page, ".error-summary") == []

    def test_a_case_decided_meanwhile_keeps_the_words(self, desk: Desk, case: Case) -> None:
        operations.refuse(case=case, by=desk.agent, at=timezone.now(), reason="Hors commune.")
        given = {"version": case.version, "note": "Bienvenue !", "reponse": "", "inserer": "1"}
        assert "Bienvenue !" in texts(desk.post("case-accept", case.number, **given), "textarea[readonly]")
