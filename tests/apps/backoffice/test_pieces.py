"""What an agent says of each piece, and what the family is asked again."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from apps.casework import operations
from apps.casework.models import Case, CaseAttachment
from tests.apps.accounts.people import citizen
from tests.apps.backoffice.desk import PDF, Desk, filed, texts
from tests.apps.casework.makers import document

pytestmark = pytest.mark.usefixtures("in_fresnes")
LIVRET = "Livret de famille"


@pytest.fixture
def desk(sit: Callable) -> Desk:
    return sit("family_agent")


@pytest.fixture
def case(desk: Desk) -> Case:
    return operations.take(case=filed(citizen("helene")), by=desk.agent, at=timezone.now())


def livret(case: Case) -> CaseAttachment:
    return case.attachments.get(kind="livret-de-famille")


def version(case: Case) -> int:
    return Case.objects.get(pk=case.pk).version


def judged(desk: Desk, case: Case, **given: str) -> list[str]:
    return desk.say("case-piece", case.number, livret(case).pk, version=version(case), **given)


def test_a_piece_is_accepted_and_says_by_whom(desk: Desk, case: Case) -> None:
    assert judged(desk, case, verdict="accepted") == ["La pièce est validée."]
    assert (livret(case).verdict, livret(case).verdict_by) == ("accepted", desk.agent)
    assert [line.split(" M")[0] for line in texts(desk.get("case", case.number), ".verdict > p")] == ["Validée"]


def test_a_refused_piece_is_asked_again_with_its_reason(desk: Desk, case: Case) -> None:
    said = judged(desk, case, verdict="refused", reason="La photo est floue")
    assert said == ["La pièce est refusée : demandez-la de nouveau à la famille."]
    page = desk.get("case", case.number)
    assert page.context["ask_form"].initial["pieces"] == ["livret-de-famille"]
    given = {"version": version(case), "pieces": ["livret-de-famille"], "message": "Merci de la refaire."}
    desk.say("case-ask", case.number, **given, suite="envoyer")
    assert case.information_requests.get().pieces == [f"{LIVRET} (La photo est floue)"]


def test_a_refusal_without_reason_is_not_kept_and_the_form_stays_open(desk: Desk, case: Case) -> None:
    page = desk.post("case-piece", case.number, livret(case).pk, version=case.version, verdict="refused", reason=" ")
    assert "pourquoi cette pièce ne convient pas" in texts(page, ".alert--danger")[0]
    assert [text.split(" : ")[0] for text in texts(page, ".verdict details[open] summary")] == ["Ne convient pas…"]
    assert livret(case).verdict == "waiting"


def test_a_verdict_is_taken_back(desk: Desk, case: Case) -> None:
    judged(desk, case, verdict="refused", reason="Illisible")
    assert judged(desk, case, verdict="waiting") == ["La pièce est de nouveau à vérifier."]
    assert (livret(case).verdict, livret(case).verdict_reason) == ("waiting", "")


def test_of_two_agents_the_second_is_told(desk: Desk, case: Case) -> None:
    before = case.version
    judged(desk, case, verdict="accepted")
    given = {"version": before, "verdict": "refused", "reason": "Illisible"}
    page = desk.post("case-piece", case.number, livret(case).pk, **given)
    assert "a modifié cette demande" in texts(page, ".alert--danger")[0]
    assert livret(case).verdict == "accepted"


def test_a_verdict_that_does_not_exist_changes_nothing(desk: Desk, case: Case) -> None:
    assert desk.post("case-piece", case.number, livret(case).pk, version=case.version, verdict="x").status_code == 200
    assert livret(case).verdict == "waiting"


def test_a_decided_case_keeps_its_verdicts(desk: Desk, case: Case) -> None:
    operations.refuse(case=case, by=desk.agent, at=timezone.now(), reason="Hors commune.")
    page = desk.post("case-piece", case.number, livret(case).pk, version=version(case), verdict="accepted")
    assert "les échanges sont clos" in texts(page, ".alert--danger")[0]


def test_the_piece_of_another_case_does_not_exist(desk: Desk, case: Case) -> None:
    other = filed(citizen("autre"))
    assert desk.post("case-piece", case.number, livret(other).pk, verdict="accepted").status_code == 404


def test_a_reader_judges_nothing(sit: Callable, case: Case) -> None:
    reader = sit("reader")
    assert reader.post("case-piece", case.number, livret(case).pk, verdict="accepted").status_code == 403
    assert texts(reader.get("case", case.number), ".verdict form") == []


class TestMessages:
    def test_a_file_leaves_with_the_message(self, desk: Desk, case: Case) -> None:
        form = SimpleUploadedFile("formulaire.pdf", PDF, "application/pdf")
        said = desk.say("case-message", case.number, body="Voici le formulaire à signer.", file=form)
        assert said == ["Votre message est parti."]
        joined = case.exchanges.get().attachments.get()
        assert (joined.document.filename, joined.document.owner) == ("formulaire.pdf", desk.agent)
        page = desk.get("case", case.number)
        assert "formulaire.pdf (télécharger)" in texts(page, "#echanges-section .piece a")

    def test_a_file_that_is_refused_leaves_no_message(self, desk: Desk, case: Case) -> None:
        trap = SimpleUploadedFile("formulaire.pdf", b"MZ\x90\x00", "application/pdf")
        page = desk.post("case-message", case.number, body="Voici.", file=trap)
        assert "Rien n’a été enregistré" in texts(page, ".alert--danger")[0]
        assert "Voici." in texts(page, "textarea")
        assert (case.exchanges.count(), desk.agent.documents.count()) == (0, 0)

    def test_a_reply_goes_by_the_name_of_its_piece_or_of_its_file(self, desk: Desk, case: Case) -> None:
        helene = case.requester
        asked = operations.ask_information(
            case=case, by=desk.agent, at=timezone.now(), message="Le livret ?", pieces=[LIVRET]
        )
        documents = [document(helene, "livret-de-famille"), document(helene, "echange")]
        operations.answer(case=asked, by=helene, at=timezone.now(), message="Voilà.", documents=documents)
        page = desk.get("case", case.number)
        assert texts(page, "#echanges-section .piece a") == [
            "livret-de-famille (télécharger)",
            "echange.png (télécharger)",
        ]
        assert [text for text in texts(page, ".pieces > li > strong") if "message" in text] == ["Jointe à un message"]


def test_the_messages_of_another_service_do_not_exist(sit: Callable, case: Case) -> None:
    elsewhere = sit("family_agent", service="autre", username="ailleurs")
    assert elsewhere.post("case-message", case.number, body="Bonjour").status_code == 404
