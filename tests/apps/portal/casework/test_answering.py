"""« À compléter », on the citizen's page: questions open again, a place for each piece, nothing lost."""

from datetime import date, timedelta

from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from apps.casework import operations, payloads
from apps.casework.models import Case
from tests.apps.casework.benches import bench_filed
from tests.apps.casework.makers import AT, document, picture
from tests.apps.families.makers import agent

RECENTLY = timezone.localdate() - timedelta(days=10)


def asked(parent, *questions: str, kinds: tuple[str, ...] = ()) -> Case:
    officer = agent()
    case = operations.take(case=bench_filed(parent), by=officer, at=AT)
    return operations.ask_information(
        case=case, by=officer, at=AT, message="À revoir.", questions=questions, kinds=kinds, pieces=kinds
    )


def address(case: Case) -> str:
    return f"{reverse('portal:case', args=[case.number])}?onglet=echanges"


def soup(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def errors(response) -> list[tuple[str, str]]:
    return [(link["href"], link.get_text(" ", strip=True)) for link in soup(response).select(".error-summary a")]


def written(day: date) -> dict[str, str]:
    return {f"photo-issued_on_{part}": str(getattr(day, part)) for part in ("day", "month", "year")}


def photo() -> SimpleUploadedFile:
    return SimpleUploadedFile("arbre.png", picture(), "image/png")


def test_what_is_missing_is_listed_on_top(browser, parent):
    case = asked(parent, "from", "words", kinds=("photo",))
    shown = soup(browser.get(reverse("portal:case", args=[case.number])))
    assert [line.text for line in shown.select(".alert--warning li")] == ["photo", "À partir du", "Un mot"]


def test_questions_open_with_what_was_answered(browser, parent):
    shown = soup(browser.get(address(asked(parent, "from", "email"))))
    assert [field["value"] for field in shown.select("input[name=asked]")] == ["from", "email"]
    assert [field["value"] for field in shown.select(".date-parts input")] == ["20", "3", "2026"]
    assert shown.select_one("input[name=q-email]")["value"] == "maurice@exemple.fr"


def test_new_answer_goes_to_the_service(browser, parent):
    case = asked(parent, "email")
    answer = browser.post(address(case), {"asked": ["email"], "q-email": "neuf@exemple.fr", "body": ""})
    assert answer.url == address(case)
    case.refresh_from_db()
    assert (case.status, payloads.answers(case.payload)["email"]) == ("in_review", "neuf@exemple.fr")


def test_wrong_answer_is_told_beside_its_field_and_kept(browser, parent):
    case = asked(parent, "email")
    answer = browser.post(address(case), {"asked": ["email"], "q-email": "neuf", "body": "Voilà."})
    assert answer.status_code == 422
    assert errors(answer) == [("#id_q-email", "Écrivez une adresse e-mail complète, comme prenom.nom@exemple.fr.")]
    shown = soup(answer)
    assert (shown.select_one("input[name=q-email]")["value"], shown.textarea.text.strip()) == ("neuf", "Voilà.")
    case.refresh_from_db()
    assert case.status == "needs_information"


def test_question_brought_up_is_asked_before_anything_goes(browser, parent):
    case = asked(parent, "shade")
    answer = browser.post(address(case), {"asked": ["shade"], "q-shade": "yes", "body": "Voilà."})
    shown = soup(answer)
    assert answer.status_code == 200
    assert "Vos réponses amènent d’autres questions" in shown.main.get_text()
    assert [field["value"] for field in shown.select("input[name=asked]")] == ["shade", "tree"]
    assert shown.select_one("#reponse")["data-refresh"] == "q-shade"
    typed = {"asked": ["shade", "tree"], "q-shade": "yes", "q-tree": "oak", "body": "Voilà."}
    assert browser.post(address(case), typed).status_code == 302
    assert payloads.answers(Case.objects.get(pk=case.pk).payload)["tree"] == "oak"


def test_live_choice_sends_nothing(browser, parent):
    case = asked(parent, "shade")
    answer = browser.post(address(case), {"asked": ["shade"], "q-shade": "yes", "aller": "rafraichir"})
    assert soup(answer).select_one("#questions input[name=q-tree]")
    assert (answer.status_code, errors(answer)) == (200, [])
    assert case.exchanges.count() == 1


class TestPiece:
    def test_file_with_its_date(self, browser, parent):
        case = asked(parent, kinds=("photo",))
        answer = browser.post(address(case), {"photo-file": photo(), "body": "", **written(RECENTLY)})
        assert answer.status_code == 302
        joined = case.attachments.get()
        assert (joined.kind, joined.document.issued_on) == ("photo", RECENTLY)

    def test_file_without_its_date(self, browser, parent):
        answer = browser.post(address(asked(parent, kinds=("photo",))), {"photo-file": photo(), "body": ""})
        assert answer.status_code == 422
        assert [href for href, _ in errors(answer)] == ["#id_photo-issued_on_0"]

    def test_document_of_ones_space_too_old(self, browser, parent):
        mine = document(parent, "photo", issued_on=AT.date())
        case = asked(parent, kinds=("photo",))
        answer = browser.post(address(case), {"photo-document": mine.pk, "body": "", **written(date(2020, 1, 1))})
        assert [href for href, _ in errors(answer)] == ["#id_photo-file"]
        assert case.attachments.count() == 0

    def test_message_alone(self, browser, parent):
        case = asked(parent, kinds=("photo",))
        assert browser.post(address(case), {"body": "Je ne l’ai pas."}).status_code == 302
        assert Case.objects.get(pk=case.pk).status == "in_review"


def test_answer_that_came_already_is_told(browser, parent):
    case = asked(parent, "email")
    operations.cancel(case=case, by=parent, at=AT)
    answer = browser.post(address(case), {"body": "Voilà.", "asked": ["email"], "q-email": "a@exemple.fr"})
    assert (answer.status_code, Case.objects.get().status) == (422, "cancelled")


def test_message_without_anything_asked(browser, parent):
    case = bench_filed(parent)
    assert browser.post(address(case), {"body": "Bonjour", "file": photo()}).status_code == 302
    assert [one.kind for one in case.attachments.all()] == ["echange"]
