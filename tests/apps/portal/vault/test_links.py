from datetime import UTC, datetime

import pytest

from apps.documents import operations
from apps.documents.enums import DocumentState
from apps.documents.models import Document
from tenants import context
from tests.apps.accounts.people import citizen
from tests.apps.documents.files import PDF, upload

NOON = datetime(2026, 3, 12, 11, 0, tzinfo=UTC)


@pytest.fixture
def parent(fresnes):
    with context.activate(fresnes):
        return citizen()


@pytest.fixture
def bill(fresnes, parent):
    with context.activate(fresnes):
        return operations.deposit(
            owner=parent, file=upload("facture d’eau.pdf", PDF), kind="proof", title="Facture d’eau", at=NOON
        )


def test_a_person_downloads_their_document_and_no_browser_displays_it(browser, parent, bill):
    response = browser(parent).get(f"/mes-documents/{bill.reference}/fichier/", follow=True)

    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''facture%20d%E2%80%99eau.pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_the_document_of_somebody_else_does_not_exist(browser, fresnes, bill):
    with context.activate(fresnes):
        neighbour = citizen("voisine")

    assert browser(neighbour).get(f"/mes-documents/{bill.reference}/fichier/").status_code == 404


def test_nor_does_an_infected_one(browser, fresnes, parent, bill):
    with context.activate(fresnes):
        Document.objects.update(state=DocumentState.INFECTED)

    assert browser(parent).get(f"/mes-documents/{bill.reference}/fichier/").status_code == 404
    assert "Écarté par l’antivirus" in browser(parent).get("/mes-documents/").content.decode()


def test_one_that_the_antivirus_is_reading_is_said_to_come(browser, fresnes, parent, bill):
    with context.activate(fresnes):
        Document.objects.update(state=DocumentState.PENDING)

    response = browser(parent).get(f"/mes-documents/{bill.reference}/fichier/", follow=True)

    assert "Ce document passe le contrôle antivirus" in response.content.decode()
    assert "Contrôle antivirus retardé" in response.content.decode()


def test_a_visitor_is_asked_to_sign_in(client_of, fresnes, bill):
    assert client_of(fresnes).get(f"/mes-documents/{bill.reference}/fichier/").status_code == 302


def test_a_person_s_documents_are_listed(browser, parent, bill):
    assert "Facture d’eau" in browser(parent).get("/mes-documents/").content.decode()


def test_a_person_without_document_reads_why(browser, parent):
    assert "Aucun document pour le moment" in browser(parent).get("/mes-documents/").content.decode()


def test_a_link_that_expired_offers_another(browser, parent, bill, fresnes):
    client = browser(parent)
    with context.activate(fresnes):
        late = operations.signed_link(
            document=bill,
            by=parent,
            session_key=client.session.session_key,
            at=NOON,
            again=f"/mes-documents/{bill.reference}/fichier/",
        )

    page = client.get(late)

    assert page.status_code == 410
    assert "Ce lien a expiré" in page.content.decode()
    assert f'href="/mes-documents/{bill.reference}/fichier/"' in page.content.decode()


def test_the_link_of_one_person_does_not_exist_for_another(browser, fresnes, parent, bill):
    link = browser(parent).get(f"/mes-documents/{bill.reference}/fichier/")["Location"]
    with context.activate(fresnes):
        neighbour = citizen("voisine")

    assert browser(neighbour).get(link).status_code == 404
    assert browser(parent).get(link).status_code == 404  # the same person, on another device


def test_the_link_of_a_document_set_aside_meanwhile_says_so(browser, fresnes, parent, bill):
    client = browser(parent)
    link = client.get(f"/mes-documents/{bill.reference}/fichier/")["Location"]
    with context.activate(fresnes):
        Document.objects.update(state=DocumentState.INFECTED)

    page = client.get(link)
    assert (page.status_code, "le contrôle antivirus l’a écarté" in page.content.decode()) == (409, True)
