from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

import pytest
from django.db import transaction

from apps.audit.models import Event
from apps.documents import operations, queries
from apps.documents.enums import DocumentState
from apps.documents.errors import DocumentUnreadable, FileRefused
from apps.documents.models import Document
from apps.documents.storage import default_storage
from tests.apps.accounts.people import citizen

from .files import PDF, picture, png_of, upload

NOON = datetime(2026, 3, 12, 11, 0, tzinfo=UTC)
MEGABYTE = 1024 * 1024


@pytest.fixture
def parent(in_fresnes):
    return citizen()


def deposit(owner, name, content, **changes):
    arguments = {"kind": "proof-of-address", "title": "Justificatif", "at": NOON}
    return operations.deposit(owner=owner, file=upload(name, content), **arguments | changes)


def refusal(owner, name, content):
    with pytest.raises(FileRefused) as refused:
        deposit(owner, name, content)
    return str(refused.value)


def test_a_deposited_file_is_kept_whole_and_described(parent):
    document = deposit(parent, "facture.pdf", PDF, issued_on=date(2026, 2, 1))

    assert (document.title, document.filename, document.kind) == ("Justificatif", "facture.pdf", "proof-of-address")
    assert (document.content_type, document.size) == ("application/pdf", len(PDF))
    assert document.sha256 == sha256(PDF).hexdigest()
    assert (document.state, document.issued_on, document.created_at) == (
        DocumentState.NOT_SCANNED,
        date(2026, 2, 1),
        NOON,
    )
    assert document.key == f"fresnes/{document.reference}"
    with operations.open_document(document) as file:
        assert file.read() == PDF


def test_a_deposit_is_in_the_log(parent):
    document = deposit(parent, "facture.pdf", PDF)

    event = Event.objects.about(document).get()
    assert (event.action, event.actor_id, event.data) == (
        "document.deposited",
        parent.pk,
        {"kind": "proof-of-address"},
    )


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("facture.pdf", PDF, "application/pdf"),
        ("facture.pdf", b"\xef\xbb\xbf\r\n" + PDF, "application/pdf"),
        ("photo.jpg", picture("JPEG"), "image/jpeg"),
        ("copie.png", picture("PNG"), "image/png"),
        ("sans-extension", PDF, "application/pdf"),
        ("facture.pdf", picture("JPEG"), "image/jpeg"),
    ],
    ids=["pdf", "pdf after a mark", "jpeg", "png", "no extension", "photo named pdf"],
)
def test_the_type_is_read_in_the_content(parent, name, content, content_type):
    assert deposit(parent, name, content).content_type == content_type


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("facture.pdf", b"MZ\x90\x00 This program cannot be run in DOS mode", "PDF"),
        ("facture.pdf", b"MZ\x90\x00" + PDF, "PDF"),
        ("photo.JPG", b"GIF89a", "JPEG"),
        ("copie.png", b"<svg onload=alert(1)>", "PNG"),
    ],
    ids=["program", "program with a pdf inside", "gif", "svg"],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(parent, name, content, expected):
    assert refusal(parent, name, content) == (
        f"« {name} » n’est pas un {expected}, malgré son nom : ouvrez-le pour le vérifier, puis enregistrez-le de "
        "nouveau dans ce format."
    )
    assert Document.objects.count() == 0


def test_a_format_that_the_commune_does_not_take_is_refused_with_those_it_takes(parent):
    assert refusal(parent, "lettre.docx", b"PK\x03\x04") == (
        "« lettre.docx » n’a pas un format accepté. Formats acceptés : PDF, JPEG ou PNG."
    )


def test_a_commune_that_takes_pdf_only_refuses_a_photo(parent, in_fresnes, monkeypatch):
    only_pdf = replace(in_fresnes.config.uploads, types=(in_fresnes.config.uploads.types[0],))
    monkeypatch.setitem(in_fresnes.__dict__, "config", replace(in_fresnes.config, uploads=only_pdf))

    assert refusal(parent, "photo.jpg", picture("JPEG")) == (
        "« photo.jpg » n’a pas un format accepté. Formats acceptés : PDF."
    )


def test_an_empty_file_is_refused(parent):
    assert refusal(parent, "facture.pdf", b"") == (
        "« facture.pdf » est vide : vérifiez le fichier, puis choisissez-le de nouveau."
    )


def test_the_size_limit_is_the_commune_s_to_the_byte(parent, in_fresnes):
    limit = in_fresnes.config.uploads.max_mb
    full = PDF.ljust(limit * MEGABYTE, b" ")

    assert deposit(parent, "facture.pdf", full).size == limit * MEGABYTE
    assert refusal(parent, "facture.pdf", full + b" ") == (
        f"« facture.pdf » pèse {limit},0 Mo : la taille maximale est de {limit} Mo."
    )


def test_an_image_may_have_fifty_million_points_and_not_one_line_more(parent):
    assert deposit(parent, "plan.png", png_of(10_000, 5_000)).content_type == "image/png"
    assert refusal(parent, "plan.png", png_of(10_000, 5_100)) == (
        "L’image « plan.png » compte trop de points (51 millions, 50 au plus) : réduisez-la."
    )


def test_an_image_that_would_unpack_to_gigabytes_is_refused_before_it_does(parent):
    assert refusal(parent, "plan.png", png_of(60_000, 60_000)).startswith("L’image « plan.png » compte trop de points")


def test_a_broken_image_is_refused(parent):
    assert refusal(parent, "photo.png", picture("PNG")[:30]) == (
        "L’image « photo.png » est abîmée et ne s’ouvre pas : photographiez ou numérisez de nouveau le document."
    )


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Léa\\facture.pdf", "facture.pdf"),
        ("fac\nture\x00.pdf", "facture.pdf"),
        ("", "document"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_the_name_of_a_file_is_a_label_and_never_a_path(name, label):
    assert operations.label(name) == label


def test_each_person_sees_only_their_documents(parent):
    neighbour = citizen("voisine")
    mine = deposit(parent, "facture.pdf", PDF)
    theirs = deposit(neighbour, "facture.pdf", PDF)

    assert list(queries.documents_of(parent)) == [mine]
    assert queries.document_of(parent, mine.reference) == mine
    assert queries.document_of(parent, theirs.reference) is None


def test_an_infected_document_is_neither_found_nor_opened(parent):
    document = deposit(parent, "facture.pdf", PDF)
    Document.objects.update(state=DocumentState.INFECTED)
    document.refresh_from_db()

    assert queries.document_of(parent, document.reference) is None
    with pytest.raises(DocumentUnreadable):
        operations.open_document(document)


def test_what_a_rolled_back_deposit_left_is_forgotten_after_a_day(parent):
    kept = deposit(parent, "facture.pdf", PDF)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        lost = deposit(parent, "facture.pdf", PDF)
        1 / 0  # noqa: B018 - what comes after the deposit fails
    saved = default_storage().saved_at(lost.key)

    assert operations.forget_orphans(at=saved + timedelta(days=1)) == 0
    assert operations.forget_orphans(at=saved + timedelta(days=1, seconds=1)) == 1

    assert not default_storage().exists(lost.key)
    assert default_storage().exists(kept.key)
