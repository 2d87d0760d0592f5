"""A file is chosen once: a page that comes back with an error or a new question keeps what it received."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from apps.casework import operations, payloads
from apps.casework.models import Case
from apps.documents.models import Document
from tests.apps.casework.benches import bench_filed
from tests.apps.casework.makers import AT, document, picture
from tests.apps.families.makers import agent, citizen
from tests.apps.portal.browsing import held

RECENTLY = timezone.localdate() - timedelta(days=10)
DATED = {f"photo-issued_on_{part}": str(getattr(RECENTLY, part)) for part in ("day", "month", "year")}
TOO_OLD = {**DATED, "photo-issued_on_year": "2020"}
REPLY = "#reponse"


def asked(parent, *questions: str, kinds: tuple[str, ...] = ()) -> str:
    """Return the page where what the service asks for is answered."""
    officer = agent()
    case = operations.take(case=bench_filed(parent), by=officer, at=AT)
    operations.ask_information(
        case=case, by=officer, at=AT, message="À revoir.", questions=questions, kinds=kinds, pieces=kinds
    )
    return f"{reverse('portal:case', args=[case.number])}?onglet=echanges"


def photo(name: str = "arbre.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture(), "image/png")


def texts(response, selector: str) -> list[str]:
    found = BeautifulSoup(response.content, "html.parser").select(selector)
    return [" ".join(one.get_text(" ").split()) for one in found]


class TestAnswer:
    def test_piece_is_kept_when_another_answer_is_wrong(self, browser, parent):
        page = asked(parent, "email", kinds=("photo",))
        wrong = {"asked": ["email"], "q-email": "neuf", "body": "Voilà.", "photo-file": photo(), **DATED}
        back = browser.post(page, wrong)
        [kept] = Document.objects.all()
        assert (back.status_code, Case.objects.get().attachments.count()) == (422, 0)
        assert texts(back, ".error-summary li") == ["Écrivez une adresse e-mail complète, comme prenom.nom@exemple.fr."]
        assert held(back, REPLY)["photo-document"] == [str(kept.pk)]
        assert "« arbre.png » est bien reçu et gardé dans vos documents." in texts(back, f"{REPLY} .help")
        answer = browser.post(page, {**held(back, REPLY), "q-email": "neuf@exemple.fr"})
        assert answer.status_code == 302
        joined = Case.objects.get().attachments.get()
        assert (joined.kind, joined.document, joined.document.issued_on) == ("photo", kept, RECENTLY)

    def test_files_are_kept_when_a_question_is_brought_up(self, browser, parent):
        page = asked(parent, "shade", kinds=("photo",))
        files = {"photo-file": photo(), "file": photo("plan.png")}
        back = browser.post(page, {"asked": ["shade"], "q-shade": "yes", "body": "", **files, **DATED})
        assert (back.status_code, held(back, REPLY)["asked"]) == (200, ["shade", "tree"])
        assert "Choisissez de nouveau" not in back.text
        assert browser.post(page, {**held(back, REPLY), "q-tree": "oak"}).status_code == 302
        case = Case.objects.get()
        assert payloads.answers(case.payload)["tree"] == "oak"
        assert sorted(case.attachments.values_list("kind", flat=True)) == ["echange", "photo"]

    @pytest.mark.parametrize("date", [{}, TOO_OLD])
    def test_piece_is_kept_when_its_date_is_wrong(self, browser, parent, date):
        page = asked(parent, kinds=("photo",))
        back = browser.post(page, {"photo-file": photo(), "body": "", **date})
        assert (back.status_code, len(texts(back, ".error-summary li"))) == (422, 1)
        assert browser.post(page, {**held(back, REPLY), **DATED}).status_code == 302
        assert Case.objects.get().attachments.get().document.issued_on == RECENTLY

    def test_another_file_takes_the_place_of_the_kept_one(self, browser, parent):
        page = asked(parent, kinds=("photo",))
        back = browser.post(page, {"photo-file": photo(), "body": ""})
        browser.post(page, {**held(back, REPLY), **DATED, "photo-file": photo("mieux.png")})
        assert Case.objects.get().attachments.get().document.filename == "mieux.png"

    def test_file_sent_again_is_the_one_that_was_kept(self, browser, parent):
        page = asked(parent, kinds=("photo",))
        for name, kept in (("arbre.png", 1), ("arbre.png", 1), ("mieux.png", 2)):
            browser.post(page, {"photo-file": photo(name), "body": ""})
            assert Document.objects.owned_by(parent).count() == kept

    def test_file_that_is_refused_is_not_kept(self, browser, parent):
        page = asked(parent, kinds=("photo",))
        program = SimpleUploadedFile("arbre.png", b"MZ\x90\x00" + bytes(64))
        back = browser.post(page, {"photo-file": program, "body": "", **DATED})
        assert (back.status_code, len(texts(back, ".error-summary li"))) == (422, 1)
        assert Document.objects.count() == 0


class TestMessage:
    @pytest.fixture
    def page(self, parent):
        return f"{reverse('portal:case', args=[bench_filed(parent).number])}?onglet=echanges"

    def test_file_is_kept_when_the_words_are_missing(self, browser, page):
        back = browser.post(page, {"file": photo("plan.png"), "body": ""})
        assert (back.status_code, held(back, REPLY)["kept"]) == (422, [str(Document.objects.get().pk)])
        assert "Joindre « plan.png »" in texts(back, f"{REPLY} label")
        assert browser.post(page, {**held(back, REPLY), "body": "Voici le plan."}).status_code == 302
        [message] = Case.objects.get().exchanges.all()
        assert [one.document.filename for one in message.attachments.all()] == ["plan.png"]

    def test_person_may_leave_it_out_after_all(self, browser, page):
        back = browser.post(page, {"file": photo(), "body": ""})
        browser.post(page, {**held(back, REPLY), "kept": "", "body": "Sans plan."})
        [message] = Case.objects.get().exchanges.all()
        assert message.attachments.count() == 0

    @pytest.mark.parametrize("named", ["", "0", "-1", "plan", "9" * 30])
    def test_what_is_no_document_is_not_kept(self, browser, page, named):
        assert browser.post(page, {"kept": named, "body": "Bonjour."}).status_code == 302
        assert Case.objects.get().attachments.count() == 0

    def test_document_of_somebody_else_is_not_joined(self, browser, page):
        theirs = document(citizen(), "echange")
        assert browser.post(page, {"kept": theirs.pk, "body": "Bonjour."}).status_code == 302
        assert Case.objects.get().attachments.count() == 0


class TestPieceOfADraft:
    @pytest.mark.parametrize("date", [{}, TOO_OLD])
    def test_file_is_kept_when_its_date_is_wrong(self, browser, parent, date):
        browser.post(reverse("portal:procedure", args=["banc"]))
        page = reverse("portal:procedure-documents", args=["banc"])
        back = browser.post(page, {"kind": "photo", "photo-file": photo(), **date})
        assert (back.status_code, Case.objects.get().attachments.count()) == (422, 0)
        again = held(back, "section:has(#piece-photo) form")
        assert again["photo-document"] == [str(Document.objects.get().pk)]
        assert browser.post(page, {**again, **DATED}).url == page
        assert Case.objects.get().attachments.get().document.filename == "arbre.png"
