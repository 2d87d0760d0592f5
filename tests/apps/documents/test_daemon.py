"""What ClamAV's own daemon says, from the deposit to the page of the person."""

from io import BytesIO

import pytest
from django.utils import timezone

from apps.documents import operations, queries, tasks
from apps.documents.enums import DocumentState
from apps.documents.errors import DocumentBeingScanned, DocumentUnreadable
from apps.documents.gateways import ScannerUnavailable, Verdict
from apps.documents.gateways.clamd import Clamd
from apps.documents.models import Document
from tests.apps.accounts.people import citizen

from . import daemon
from .files import PDF, upload

INFECTED = PDF + daemon.HARMLESS


@pytest.fixture(scope="module")
def clamd():
    with daemon.installed() as installed:
        yield installed


@pytest.fixture
def running(clamd, settings):
    clamd.start()
    settings.CLAMD_ADDRESS = clamd.address
    yield clamd
    clamd.stop()


@pytest.fixture
def parent(in_fresnes):
    return citizen()


def deposit(owner, content=PDF):
    file = upload("facture.pdf", content)
    return operations.deposit(owner=owner, file=file, kind="autre", title="Facture", at=timezone.now())


def state_of(document):
    return Document.objects.get(pk=document.pk).state


@pytest.mark.parametrize(
    ("content", "verdict"),
    [(b"", Verdict.CLEAN), (PDF, Verdict.CLEAN), (INFECTED, Verdict.INFECTED), (daemon.HARMLESS, Verdict.INFECTED)],
    ids=["empty", "clean", "inside", "alone"],
)
def test_it_answers_about_what_it_is_given(running, content, verdict):
    assert Clamd(running.address).scan(BytesIO(content)) == verdict


def test_it_reads_a_file_of_several_megabytes_to_its_end(running):
    content = PDF.ljust(9 * 1024 * 1024, b" ") + daemon.HARMLESS

    assert Clamd(running.address).scan(BytesIO(content)) == Verdict.INFECTED


def test_a_clean_document_is_read_and_an_infected_one_by_nobody(parent, running):
    clean, infected = deposit(parent), deposit(parent, INFECTED)
    assert (clean.state, infected.state) == (DocumentState.PENDING, DocumentState.PENDING)

    for document in (clean, infected):
        tasks.scan.run(document_id=document.pk)
        document.refresh_from_db()

    assert (clean.state, infected.state) == (DocumentState.CLEAN, DocumentState.INFECTED)
    with operations.open_document(clean) as content:
        assert content.read() == PDF
    with pytest.raises(DocumentUnreadable):
        operations.open_document(infected)
    assert queries.document_of(parent, infected.reference) is None


def test_while_it_is_away_a_document_waits_and_is_scanned_on_its_return(parent, running):
    running.stop()
    document = deposit(parent)

    with pytest.raises(ScannerUnavailable):
        tasks.scan.run(document_id=document.pk)
    assert state_of(document) == DocumentState.PENDING
    with pytest.raises(DocumentBeingScanned):
        operations.open_document(document)

    running.start()
    tasks.scan.run(document_id=document.pk)
    assert state_of(document) == DocumentState.CLEAN


def test_negative_control_without_the_signature_the_same_text_is_clean(running):
    with daemon.installed() as other:
        signatures = next(path for path in other._socket.parent.glob("signatures/*.ndb"))
        signatures.write_text("Parvis.Test.Other:0:*:" + b"ANOTHER-TEXT".hex() + "\n")
        other.start()
        assert Clamd(other.address).scan(BytesIO(daemon.HARMLESS)) == Verdict.CLEAN
    assert Clamd(running.address).scan(BytesIO(daemon.HARMLESS)) == Verdict.INFECTED
