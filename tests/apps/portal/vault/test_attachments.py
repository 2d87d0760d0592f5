"""Joining a piece out of « Mes documents »: what is offered, what is asked beside."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone
from pypdf import PdfReader

from apps.casework.models import CaseAttachment
from apps.documents import operations
from apps.documents.enums import DocumentState
from apps.documents.models import Document
from apps.documents.storage import default_storage
from tenants import context
from tests.apps.accounts.people import citizen
from tests.apps.documents.files import PDF, photo, upload

PIECES = "/demarches/changement-d-adresse/pieces/"
PROOF = "justificatif-de-domicile"


@pytest.fixture
def parent(in_fresnes):
    return citizen()


@pytest.fixture
def space(browser, parent):
    client = browser(parent)
    client.post("/demarches/changement-d-adresse/")
    return client


def today():
    return context.local_date(timezone.now())


def deposit(owner, title, *, kind=PROOF, days=None):
    issued_on = None if days is None else today() - timedelta(days=days)
    return operations.deposit(
        owner=owner, file=upload("facture.pdf", PDF), kind=kind, title=title, at=timezone.now(), issued_on=issued_on
    )


def place(space):
    return BeautifulSoup(space.get(PIECES).content, "html.parser").select_one("section:has(#piece-" + PROOF + ")")


def offered(space):
    """Return what the list offers: its groups, each with the names of its documents."""
    return [
        (group["label"], [option.get_text().partition(" – ")[0] for option in group.select("option")])
        for group in place(space).select("select optgroup")
    ]


def join(space, document=None, *, files=(), issued_on=None, **typed):
    data = {"kind": PROOF, **typed}
    if document:
        data[f"{PROOF}-document"] = document.pk
    if files:
        data[f"{PROOF}-file"] = files
    if issued_on:
        data |= {f"{PROOF}-issued_on_{part}": getattr(issued_on, part) for part in ("day", "month", "year")}
    return space.post(PIECES, data)


def errors(response):
    page = BeautifulSoup(response.content, "html.parser")
    return [" ".join(line.get_text(" ").split()) for line in page.select(".error-summary li")]


class TestWhatIsOffered:
    def test_an_empty_space_offers_nothing(self, space):
        assert place(space).select("select") == []

    def test_what_is_of_the_kind_asked_for_comes_first_and_says_until_when(self, space, parent):
        deposit(parent, "Livret de famille", kind="livret-de-famille")
        deposit(parent, "Facture d’eau", days=1)

        assert offered(space) == [
            ("Justificatif de domicile", ["Facture d’eau"]),
            ("Autres documents", ["Livret de famille"]),
        ]
        told = [option.get_text().partition(" – ")[2].split()[0] for option in place(space).select("optgroup option")]
        assert told == ["accepté", "déposé"]

    @pytest.mark.parametrize(
        ("expired", "said"),
        [(1, "Un document expiré n’est pas proposé."), (2, "2 documents expirés ne sont pas proposés.")],
    )
    def test_what_is_expired_is_not_offered_and_the_page_says_so(self, space, parent, expired, said):
        deposit(parent, "Facture d’eau", days=1)
        for number in range(expired):
            deposit(parent, f"Vieille facture {number}", days=200)

        assert offered(space) == [("Justificatif de domicile", ["Facture d’eau"])]
        assert said in place(space).get_text()

    def test_nor_is_what_the_antivirus_set_aside(self, space, parent):
        deposit(parent, "Facture d’eau", days=1)
        Document.objects.update(state=DocumentState.INFECTED)

        assert place(space).select("select") == []

    def test_nor_what_is_joined_already(self, space, parent):
        join(space, deposit(parent, "Facture d’eau", days=1))

        assert place(space).select("select") == []

    def test_nor_what_belongs_to_somebody_else(self, space):
        theirs = deposit(citizen("voisine"), "Facture de la voisine", days=1)

        assert "Facture de la voisine" not in space.get(PIECES).text
        assert join(space, theirs).status_code == 422
        assert list(CaseAttachment.objects.all()) == []

    def test_the_number_of_queries_does_not_grow(self, space, parent, django_assert_num_queries):
        space.get(PIECES)
        for rows in (1, 3):
            while Document.objects.count() < rows:
                deposit(parent, f"Facture {Document.objects.count()}", days=1)
            with django_assert_num_queries(8):
                assert sum(len(names) for _group, names in offered(space)) == rows


class TestDates:
    def test_a_dated_document_needs_nothing_more(self, space, parent):
        bill = deposit(parent, "Facture d’eau", days=1)

        assert join(space, bill).status_code == 302
        assert list(CaseAttachment.objects.values_list("document", flat=True)) == [bill.pk]

    def test_an_undated_one_is_dated_on_the_way(self, space, parent):
        bill = deposit(parent, "Facture d’eau")

        assert errors(join(space, bill)) == ["Indiquez la date."]
        assert join(space, bill, issued_on=today()).status_code == 302
        bill.refresh_from_db()
        assert bill.issued_on == today()

    def test_nor_does_a_file_go_without_its_date(self, space, parent):
        deposit(parent, "Facture d’eau", days=1)

        assert errors(join(space, files=[upload("gaz.pdf", PDF)])) == ["Indiquez la date."]

    def test_nothing_chosen_is_said(self, space):
        assert "Choisissez un fichier." in errors(join(space, issued_on=today()))


def test_several_photos_become_one_document(space, parent):
    files = [upload(f"page{number}.jpg", photo("red")) for number in (1, 2)]

    assert join(space, files=files, issued_on=today()).status_code == 302
    document = CaseAttachment.objects.get().document
    assert (document.filename, document.kind, document.issued_on) == ("page1.pdf", PROOF, today())
    with default_storage().open(document.key) as content:
        assert len(PdfReader(content).pages) == 2
