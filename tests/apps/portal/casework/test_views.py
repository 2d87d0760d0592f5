import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from apps.casework import operations
from apps.casework.enums import CaseStatus
from apps.casework.models import Case
from tests.apps.casework.makers import AT, draft, filed, in_review, picture
from tests.apps.families.makers import agent, citizen
from tests.apps.portal.signing import signed_in


@pytest.fixture
def parent(in_fresnes):
    return citizen()


@pytest.fixture
def browser(parent, in_fresnes, client_of):
    return signed_in(client_of(in_fresnes), parent)


def page(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def text(response) -> str:
    return " ".join(page(response).main.get_text(" ").split())


def address(case, tab=""):
    return reverse("portal:case", args=[case.number]) + (f"?onglet={tab}" if tab else "")


def test_my_requests_are_listed_with_what_is_left_to_finish(browser, parent):
    assert "Aucune demande" in text(browser.get(reverse("portal:case-list")))
    case = operations.cancel(case=filed(parent), by=parent, at=AT)
    draft(parent)
    shown = text(browser.get(reverse("portal:case-list")))
    for words in ("Reprendre", "Abandonner", f"n° {case.number}", "16 mars 2026", "Annulée"):
        assert words in shown


@pytest.mark.parametrize("rows", [1, 3])
def test_my_requests_cost_the_same_whatever_their_number(rows, browser, parent, django_assert_num_queries):
    for _ in range(rows):
        operations.cancel(case=filed(parent), by=parent, at=AT)
    browser.get(reverse("portal:case-list"))
    with django_assert_num_queries(5):
        shown = browser.get(reverse("portal:case-list"))
    assert len(page(shown).select("tbody tr")) == rows


@pytest.mark.parametrize(
    ("tab", "words"),
    [
        ("demandeur", ["Maurice", "Accueil unique"]),
        ("demande", ["Titulaire du compte : Maurice Testo", "Enfant : Nina Testo", "livret-de-famille.png"]),
        ("historique", ["Demande déposée", "Prise en charge par le service"]),
        ("echanges", ["Aucun message", "Écrire au service"]),
        ("inconnu", ["Titulaire du compte : Maurice Testo"]),
    ],
)
def test_a_request_has_four_tabs(browser, parent, tab, words):
    case = in_review(parent)
    shown = text(browser.get(address(case, tab)))
    for word in words:
        assert word in shown
    assert "Réponse au plus tard le samedi 16 mai 2026" in shown


def test_a_strangers_request_does_not_exist(browser):
    theirs = filed()
    for ask in (browser.get, browser.post):
        assert ask(address(theirs)).status_code == 404
        assert ask(reverse("portal:case-cancel", args=[theirs.number])).status_code == 404
    assert browser.get(reverse("portal:family-declaration-done", args=[theirs.number])).status_code == 404


def test_the_missing_pieces_are_shown_and_answered_with_a_file(browser, parent):
    case = operations.ask_information(
        case=in_review(parent), by=agent(), at=AT, message="Une page manque.", pieces=["Livret de famille"]
    )
    shown = text(browser.get(address(case)))
    assert "Le service attend votre réponse" in shown
    assert "Livret de famille" in shown
    file = SimpleUploadedFile("page.png", picture())
    assert browser.post(address(case), {"body": "La voici.", "file": file}).status_code == 302
    case.refresh_from_db()
    assert (case.status, case.clock_stopped_at) == (CaseStatus.IN_REVIEW, None)
    exchanges = text(browser.get(address(case, "echanges")))
    for words in ("Une page manque.", "La voici.", "page.png"):
        assert words in exchanges


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"body": ""}, "body"), ({"body": "Voilà", "file": b"MZ"}, "file")],
)
def test_a_wrong_answer_is_told_beside_its_field_and_kept(browser, parent, typed, field):
    case = in_review(parent)
    if "file" in typed:
        typed = {**typed, "file": SimpleUploadedFile("page.pdf", typed["file"])}
    wrong = browser.post(address(case), typed)
    assert wrong.status_code == 422
    assert page(wrong).select_one(f"#id_{field}_error") is not None
    assert page(wrong).select_one("textarea").get_text(strip=True) == typed["body"]
    assert case.exchanges.count() == 0


def test_a_request_is_cancelled_after_a_confirmation(browser, parent):
    case = filed(parent)
    cancel = reverse("portal:case-cancel", args=[case.number])
    assert "Annuler votre demande" in text(browser.get(cancel))
    assert Case.objects.get(pk=case.pk).status == CaseStatus.SUBMITTED
    assert browser.post(cancel).url == address(case)
    assert "Annulée" in text(browser.get(address(case)))


def test_a_decided_request_is_not_cancelled(browser, parent):
    case = operations.refuse(case=in_review(parent), by=agent(), at=AT, reason="Hors de la commune.")
    browser.post(reverse("portal:case-cancel", args=[case.number]))
    shown = text(browser.get(address(case, "echanges")))
    assert "Hors de la commune." in shown
    assert "les échanges sont clos" in shown


def test_the_tracking_link_shows_the_number_and_the_state_and_nothing_else(in_fresnes, client_of, parent):
    case = draft(parent)
    token = operations.submit(case=case, by=parent, at=AT).tracking_token
    response = client_of(in_fresnes).get(reverse("portal:case-tracking", args=[token]))
    shown = response.content.decode()
    assert ("2026-000001" in shown, "Déposée" in shown) == (True, True)
    for secret in ("Maurice", "Testo", "Nina", "Solange", parent.email, "Déclarer ma famille"):
        assert secret not in text(response)
    assert (response["Referrer-Policy"], response["X-Robots-Tag"]) == ("no-referrer", "noindex")


def test_what_is_in_a_request_asks_who_one_is(in_fresnes, client_of, parent):
    """The link of the e-mail tells the state to whoever holds it; the rest is for the person who filed it."""
    case = filed(parent)
    stranger = client_of(in_fresnes)
    pages = [address(case), address(case, "echanges"), reverse("portal:case-cancel", args=[case.number])]
    pages.append(reverse("portal:case-attachment", args=[case.number, case.attachments.first().pk]))
    assert [stranger.get(page).url.partition("?")[0] for page in pages] == [reverse("portal:sign-in")] * 4


def test_an_invented_tracking_link_shows_nothing(in_fresnes, client_of):
    assert client_of(in_fresnes).get(reverse("portal:case-tracking", args=["invente"])).status_code == 404


def test_the_tracking_link_of_one_commune_shows_nothing_in_another(in_fresnes, carbon_blanc, client_of, parent):
    token = operations.submit(case=draft(parent), by=parent, at=AT).tracking_token
    assert client_of(carbon_blanc).get(reverse("portal:case-tracking", args=[token])).status_code == 404
