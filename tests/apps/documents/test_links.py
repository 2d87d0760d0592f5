"""A link opens one document, for one person, in one session, in one commune, for five minutes."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from apps.documents import operations
from apps.documents.enums import DocumentState
from apps.documents.errors import (
    DocumentErased,
    DocumentUnmarkable,
    DocumentUnreadable,
    LinkExpired,
    LinkForged,
)
from apps.documents.models import Document
from tenants import context
from tests.apps.accounts.people import agent, citizen

from .files import PDF, pdf, upload

NOON = datetime(2026, 11, 21, 11, 0, tzinfo=UTC)
AGAIN = "/mes-documents/quelque-part/"
SENTENCE = "Espace famille de Fresnes – 21/11/2026 – demande n° 2026-000012"


@pytest.fixture
def parent(in_fresnes):
    return citizen()


def deposit(owner, kind="autre", content=PDF):
    return operations.deposit(owner=owner, file=upload("carte.pdf", content), kind=kind, title="Carte", at=NOON)


def link(document, reader, *, session="une-session", usage=""):
    address = operations.signed_link(
        document=document, by=reader, session_key=session, at=NOON, again=AGAIN, usage=usage
    )
    assert address.startswith("/mes-documents/lien/")
    return address.split("/")[3]


def opened(token, reader, *, session="une-session", at=NOON):
    with operations.opened_by_link(token=token, by=reader, session_key=session, at=at).content as content:
        return content.read()


def texts(content):
    return [page.extract_text() for page in PdfReader(BytesIO(content)).pages]


def test_it_opens_the_document_until_its_last_second(parent):
    token = link(deposit(parent), parent)

    assert opened(token, parent, at=NOON + timedelta(minutes=5) - timedelta(seconds=1)) == PDF


def test_from_the_fifth_minute_on_it_leads_where_another_is_made(parent):
    token = link(deposit(parent), parent)

    with pytest.raises(LinkExpired) as expired:
        opened(token, parent, at=NOON + timedelta(minutes=5))
    assert expired.value.again == AGAIN


def test_it_is_nothing_to_anybody_else(parent):
    token = link(deposit(parent), parent)

    with pytest.raises(LinkForged):
        opened(token, citizen("voisine"))


def test_it_is_nothing_in_another_session_of_the_same_person(parent):
    token = link(deposit(parent), parent)

    with pytest.raises(LinkForged):
        opened(token, parent, session="une-autre")


def test_what_was_tampered_with_is_nothing(parent):
    token = link(deposit(parent), parent)

    for forged in (token[:-1], f"{token}x", token.replace(":", "."), "rien", "", "é"):
        with pytest.raises(LinkForged):
            opened(forged, parent)


def test_a_document_that_went_meanwhile_is_not_opened(parent):
    document = deposit(parent)
    token = link(document, parent)
    Document.objects.all().delete()

    with pytest.raises(LinkForged):
        opened(token, parent)


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [({"state": DocumentState.INFECTED}, DocumentUnreadable), ({"erased_at": NOON}, DocumentErased)],
)
def test_what_is_closed_meanwhile_stays_closed_and_gets_no_link(parent, changed, refusal):
    document = deposit(parent)
    token = link(document, parent)
    Document.objects.update(**changed)
    document.refresh_from_db()

    with pytest.raises(refusal):
        opened(token, parent)
    with pytest.raises(refusal):
        link(document, parent)


class TestMark:
    def test_an_agent_reads_an_identity_paper_with_what_it_is_for(self, parent):
        document = deposit(parent, "piece-identite", pdf("Léa Martin"))
        reader = agent()

        (text,) = texts(opened(link(document, reader, usage="demande n° 2026-000012"), reader))

        assert SENTENCE in text
        assert "Léa Martin" in text

    def test_its_owner_reads_the_original(self, parent):
        content = pdf("Léa Martin")

        assert opened(link(deposit(parent, "piece-identite", content), parent), parent) == content

    def test_what_is_no_identity_paper_is_read_as_it_is(self, parent):
        reader = agent()

        assert opened(link(deposit(parent), reader, usage="demande n° 2026-000012"), reader) == PDF

    def test_without_a_usage_the_commune_and_the_day_are_enough(self, parent):
        reader = agent()

        (text,) = texts(opened(link(deposit(parent, "rib", pdf("FR76")), reader), reader))
        assert "Espace famille de Fresnes – 21/11/2026" in text

    def test_the_stored_bytes_do_not_change(self, parent):
        content = pdf("Léa Martin")
        document = deposit(parent, "piece-identite", content)
        reader = agent()
        opened(link(document, reader), reader)

        with operations.open_document(document) as stored:
            assert stored.read() == content

    def test_an_old_document_that_cannot_be_marked_is_not_shown_unmarked(self, parent):
        document = deposit(parent)  # deposited before its kind asked for a mark
        Document.objects.update(kind="piece-identite")
        document.refresh_from_db()
        reader = agent()

        with pytest.raises(DocumentUnmarkable):
            opened(link(document, reader), reader)


class TestOtherCommune:
    @pytest.fixture
    def token(self, fresnes):
        with context.activate(fresnes):
            self.reader = citizen(pk=4_000)
            document = deposit(self.reader)
            self.reference = document.reference
            return link(document, self.reader)

    def twin(self):
        """Put in another commune the same person and a document of the same reference."""
        reader = citizen(pk=4_000)
        Document.objects.filter(pk=deposit(reader).pk).update(reference=self.reference)
        return reader

    def test_it_is_nothing_even_to_the_same_number_and_the_same_reference(self, token, villefranque):
        with context.activate(villefranque), pytest.raises(LinkForged):
            opened(token, self.twin())

    def test_negative_control_with_one_key_for_all_it_would_open(self, villefranque, request, monkeypatch):
        monkeypatch.setattr("apps.documents.links.derived_keys", lambda _purpose: (b"the same key everywhere",))
        token = request.getfixturevalue("token")
        with context.activate(villefranque):
            assert opened(token, self.twin()) == PDF
