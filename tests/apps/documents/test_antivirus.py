import socket
from datetime import UTC, datetime, timedelta
from io import BytesIO
from threading import Thread

import pytest
from django.core.exceptions import ImproperlyConfigured

from apps.audit.models import Event
from apps.documents import operations, tasks
from apps.documents.enums import DocumentState
from apps.documents.errors import DocumentBeingScanned, DocumentUnreadable
from apps.documents.gateways import ScannerUnavailable, Verdict
from apps.documents.gateways.clamd import Clamd
from apps.documents.models import Document
from tests.apps.accounts.people import citizen
from tests.apps.messaging import jobs

from . import clamd
from .files import PDF, upload

NOON = datetime(2026, 3, 12, 11, 0, tzinfo=UTC)
INFECTED = PDF + clamd.EICAR


@pytest.fixture
def antivirus(settings):
    with clamd.listening() as peer:
        settings.CLAMD_ADDRESS = peer.address
        yield peer


@pytest.fixture
def parent(in_fresnes):
    return citizen()


def deposit(owner, content=PDF):
    return operations.deposit(
        owner=owner, file=upload("facture.pdf", content), kind="proof", title="Justificatif", at=NOON
    )


def state_of(document):
    return Document.objects.get(pk=document.pk).state


def test_a_document_waits_for_the_antivirus_and_is_read_by_nobody_meanwhile(parent, antivirus):
    document = deposit(parent)

    assert document.state == DocumentState.PENDING
    assert jobs.waiting() == [("apps.documents.tasks.scan", {"commune": "fresnes", "document_id": document.pk})]
    with pytest.raises(DocumentBeingScanned):
        operations.open_document(document)


@pytest.mark.parametrize(
    ("content", "state"), [(PDF, DocumentState.CLEAN), (INFECTED, DocumentState.INFECTED)], ids=["clean", "infected"]
)
def test_the_antivirus_reads_it_whole_and_decides(parent, antivirus, content, state):
    document = deposit(parent, content)

    tasks.scan.run(document_id=document.pk)

    assert antivirus.scanned == [content]
    assert state_of(document) == state
    assert Event.objects.filter(action=f"document.found_{state}", subject_id=str(document.pk)).count() == 1


def test_a_clean_document_is_read_and_an_infected_one_never(parent, antivirus):
    clean, infected = deposit(parent), deposit(parent, INFECTED)
    for document in (clean, infected):
        tasks.scan.run(document_id=document.pk)
        document.refresh_from_db()

    with operations.open_document(clean) as content:
        assert content.read() == PDF
    with pytest.raises(DocumentUnreadable):
        operations.open_document(infected)


def test_a_job_that_runs_twice_asks_once(parent, antivirus):
    document = deposit(parent)

    tasks.scan.run(document_id=document.pk)
    tasks.scan.run(document_id=document.pk)

    assert len(antivirus.scanned) == 1


def test_an_antivirus_that_is_away_leaves_the_document_waiting(parent, antivirus, settings):
    document = deposit(parent)
    settings.CLAMD_ADDRESS = "tcp://127.0.0.1:1"  # nothing listens there

    with pytest.raises(ScannerUnavailable, match="ConnectionRefusedError"):
        tasks.scan.run(document_id=document.pk)

    assert state_of(document) == DocumentState.PENDING


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR\0", b"\0"])
def test_an_answer_without_verdict_decides_nothing(parent, antivirus, answer):
    document = deposit(parent)
    antivirus.answer = answer

    with pytest.raises(ScannerUnavailable, match="no verdict"):
        tasks.scan.run(document_id=document.pk)

    assert state_of(document) == DocumentState.PENDING


def test_a_document_whose_job_is_lost_gets_another_after_a_quarter_of_an_hour(parent, antivirus):
    deposit(parent)
    limit = NOON + timedelta(minutes=15)

    assert operations.rescan_forgotten(at=limit) == 0
    assert operations.rescan_forgotten(at=limit + timedelta(seconds=1)) == 1
    assert operations.rescan_forgotten(at=limit + timedelta(seconds=2)) == 0  # that job still waits


def test_without_antivirus_a_document_says_that_it_was_not_scanned(parent):
    document = deposit(parent)

    tasks.scan.run(document_id=document.pk)

    assert (state_of(document), jobs.waiting()) == (DocumentState.NOT_SCANNED, [])


def test_a_daemon_on_the_same_machine_is_asked_through_its_socket(tmp_path):
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "clamd.ctl"))
        server.listen()

        def answer():
            connection, _address = server.accept()
            with connection:
                connection.settimeout(20)
                asked = b""
                while not asked.endswith(b"\0" * 4) and (read := connection.recv(1024)):  # cut anywhere on its way
                    asked += read
                connection.sendall(b"stream: OK\0")

        thread = Thread(target=answer, daemon=True)
        thread.start()
        verdict = Clamd(f"unix://{tmp_path}/clamd.ctl").scan(BytesIO(b""))
        thread.join(20)

    assert verdict == Verdict.CLEAN


@pytest.mark.parametrize("address", ["", "clamd", "tcp://127.0.0.1", "unix://", "http://127.0.0.1:3310"])
def test_another_address_is_refused(address):
    with pytest.raises(ImproperlyConfigured, match="CLAMD_ADDRESS must be"):
        Clamd(address)
