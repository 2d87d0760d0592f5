"""What a citizen sends back, piece by piece, and what they may open of the service's."""

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from apps.casework import operations
from apps.casework.enums import PieceVerdict
from apps.casework.models import Case
from tests.apps.casework.makers import AT, document, in_review, picture
from tests.apps.families.makers import agent, citizen
from tests.apps.portal.signing import signed_in

LIVRET = "livret-de-famille"


@pytest.fixture
def parent(in_fresnes):
    return citizen()


@pytest.fixture
def browser(parent, in_fresnes, client_of):
    return signed_in(client_of(in_fresnes), parent)


@pytest.fixture
def asked(parent):
    """The service refused the livret de famille and asks for it again."""
    officer = agent()
    case = in_review(parent, officer=officer)
    piece = case.attachments.get(kind=LIVRET)
    operations.judge_piece(
        attachment=piece, verdict=PieceVerdict.REFUSED, reason="La photo est floue", by=officer, at=AT
    )
    return operations.ask_information(
        case=case, by=officer, at=AT, message="Une pièce.", pieces=["Livret de famille"], kinds=[LIVRET]
    )


def address(case: Case, tab: str) -> str:
    return f"{reverse('portal:case', args=[case.number])}?onglet={tab}"


def soup(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def lines(response, selector: str) -> list[str]:
    return [" ".join(found.get_text(" ").split()) for found in soup(response).select(selector)]


def photo(name: str = "livret.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture(), "image/png")


def test_a_refused_piece_says_why(browser, asked):
    shown = " ".join(lines(browser.get(address(asked, "demande")), "main li"))
    assert "Refusée La photo est floue" in shown


def test_each_piece_asked_has_its_own_place(browser, asked):
    fields = [field["name"] for field in soup(browser.get(address(asked, "echanges"))).select("input[type=file]")]
    assert fields == ["livret-de-famille-file", "file"]


def test_a_piece_alone_is_an_answer(browser, asked, parent):
    browser.post(address(asked, "echanges"), {"body": "", "livret-de-famille-file": photo()})
    case = Case.objects.get(pk=asked.pk)
    joined = case.attachments.order_by("pk").last()
    assert (case.status, joined.kind, joined.document.title) == ("in_review", LIVRET, "Livret de famille")
    assert case.exchanges.order_by("pk").last().body == "Voici ce que vous demandiez."


def test_nothing_at_all_is_no_answer(browser, asked):
    response = browser.post(address(asked, "echanges"), {"body": ""})
    assert response.status_code == 422
    assert lines(response, ".error-summary li") == [
        "Joignez au moins une des pièces demandées, ou écrivez votre réponse."
    ]


def test_of_two_files_a_bad_one_is_told_and_the_good_one_waits_in_ones_own_space(browser, asked, parent):
    trap = SimpleUploadedFile("autre.pdf", b"MZ\x90", "application/pdf")
    given = {"body": "Voilà.", "livret-de-famille-file": photo(), "file": trap}
    response = browser.post(address(asked, "echanges"), given)
    assert [link["href"] for link in soup(response).select(".error-summary a")] == ["#id_file"]
    assert (Case.objects.get(pk=asked.pk).status, asked.attachments.filter(message__isnull=False).count()) == (
        "needs_information",
        0,
    )
    assert "livret.png" in [one.filename for one in parent.documents.all()]


def test_what_the_service_joined_can_be_opened(browser, asked):
    officer = asked.assigned_to
    form = document(officer, "echange")
    message = operations.post_message(case=asked, by=officer, at=AT, body="Le formulaire.", documents=[form])
    link = reverse("portal:case-attachment", args=[asked.number, message.attachments.get().pk])
    assert link in [link["href"] for link in soup(browser.get(address(asked, "echanges"))).select("article a")]
    response = browser.get(link, follow=True)
    assert b"".join(response.streaming_content) == picture()
    assert response["Content-Disposition"] == 'attachment; filename="echange.png"'
    assert response["X-Content-Type-Options"] == "nosniff"


def test_a_piece_of_anybody_else_does_not_exist(browser, asked, client_of, in_fresnes):
    mine = asked.attachments.order_by("pk").first()
    stranger = signed_in(client_of(in_fresnes), citizen())
    link = reverse("portal:case-attachment", args=[asked.number, mine.pk])
    assert stranger.get(link).status_code == 404
    assert browser.get(reverse("portal:case-attachment", args=[asked.number, 10**6])).status_code == 404


def test_a_piece_that_may_not_be_read_says_so(browser, asked):
    mine = asked.attachments.select_related("document").order_by("pk").first()
    mine.document.state = "infected"
    mine.document.save(update_fields=["state"])
    response = browser.get(reverse("portal:case-attachment", args=[asked.number, mine.pk]), follow=True)
    assert len(lines(response, ".alert--warning")) >= 1
