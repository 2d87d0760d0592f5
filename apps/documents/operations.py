import hashlib
import warnings
from datetime import date, datetime, timedelta
from pathlib import PurePath
from typing import IO, Protocol

from django.core.files.base import File
from django.db import transaction
from django.db.models import Model
from PIL import Image, UnidentifiedImageError

from apps.audit import operations as audit
from tenants import context as tenant
from tenants import jobs

from . import gateways, recognition
from .enums import DocumentState
from .errors import (
    DocumentBeingScanned,
    DocumentUnreadable,
    FileEmpty,
    FileIsSomethingElse,
    FileTooLarge,
    FileTypeNotAccepted,
    ImageDamaged,
    ImageTooLarge,
)
from .models import Document
from .recognition import FileType
from .storage import default_storage

MEGABYTE = 1024 * 1024
MEGAPIXEL = 1_000_000
MAXIMUM_PIXELS = 50 * MEGAPIXEL  # more than any telephone's; a small file may unpack to gigabytes
CHUNK = 64 * 1024
ORPHANS_SPARED = timedelta(days=1)
SCAN_TASK = "apps.documents.tasks.scan"
LATENESS_OF_A_LOST_JOB = timedelta(minutes=15)


class Upload(Protocol):
    """What Django gives for a file of a form."""

    name: str
    size: int
    file: IO[bytes]


@transaction.atomic
def deposit(
    *, owner: Model | None, file: Upload, kind: str, title: str, at: datetime, issued_on: date | None = None
) -> Document:
    """Store a file for its owner; its type is read in its content, its name is kept as a label.

    Raises FileRefused, one subclass for each reason.
    """
    filename = label(file.name)
    content = file.file
    file_type = check(content, filename=filename, size=file.size)
    storage = default_storage()
    key = storage.new_key()
    storage.save(key, content)
    document = Document.objects.create(
        reference=key.rpartition("/")[2],
        owner=owner,
        kind=kind,
        title=title or filename,
        filename=filename,
        key=key,
        content_type=file_type.content_type,
        size=file.size,
        sha256=_digest(content),
        state=DocumentState.PENDING if gateways.scanner() else DocumentState.NOT_SCANNED,
        issued_on=issued_on,
        created_at=at,
    )
    audit.record(action="document.deposited", actor=owner, subject=document, data={"kind": kind}, at=at)
    if document.state == DocumentState.PENDING:
        jobs.defer(SCAN_TASK, document_id=document.pk)
    return document


@transaction.atomic
def scan(*, document_id: int, at: datetime) -> None:
    """Ask the antivirus about a document that waits for it. Raises ScannerUnavailable: the job comes again later."""
    document = (
        Document.objects.select_for_update(skip_locked=True).filter(pk=document_id, state=DocumentState.PENDING).first()
    )
    scanner = gateways.scanner()
    if document is None or scanner is None:
        return
    with default_storage().open(document.key) as content:
        document.state = DocumentState(scanner.scan(content))
    document.save(update_fields=["state"])
    audit.record(action=f"document.found_{document.state}", actor=None, subject=document, at=at)


def rescan_forgotten(*, at: datetime) -> int:
    """Give a job again to the documents that wait for the antivirus since too long, and return how many got one."""
    late = Document.objects.filter(state=DocumentState.PENDING, created_at__lt=at - LATENESS_OF_A_LOST_JOB)
    return sum(jobs.defer_once(SCAN_TASK, document_id=pk) for pk in late.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def date_document(*, document: Document, issued_on: date, by: Model, at: datetime) -> Document:
    """Keep the date that is written on a document, as its owner read it."""
    document.issued_on = issued_on
    document.save(update_fields=["issued_on"])
    audit.record(action="document.dated", actor=by, subject=document, data={"issued_on": str(issued_on)}, at=at)
    return document


def check(content: IO[bytes], *, filename: str, size: int) -> FileType:
    """Return the type of a file this commune accepts, or raise FileRefused."""
    uploads = tenant.config().uploads
    if size == 0:
        raise FileEmpty(name=filename)
    if size > uploads.max_mb * MEGABYTE:
        raise FileTooLarge(name=filename, size=_megabytes(size), limit=uploads.max_mb)
    content.seek(0)
    found = recognition.recognise(content.read(recognition.HEAD))
    claimed = recognition.named(filename)
    if found is None and claimed is not None:
        raise FileIsSomethingElse(name=filename, expected=claimed.label)
    if found is None or found.type not in uploads.types:
        raise FileTypeNotAccepted(name=filename, accepted=recognition.labels(uploads.types))
    if found.content_type.startswith("image/"):
        _check_image(content, filename)
    return found


def open_document(document: Document) -> File:
    """Open a document for whoever was found to have the right to read it.

    Raises DocumentUnreadable, or DocumentBeingScanned while the antivirus has not answered.
    """
    if document.state == DocumentState.INFECTED:
        raise DocumentUnreadable
    if document.state == DocumentState.PENDING:
        raise DocumentBeingScanned
    return default_storage().open(document.key)


@transaction.atomic
def remove(*, document: Document, by: Model, at: datetime) -> None:
    """Forget a document; its bytes go once the transaction is committed."""
    key = document.key
    audit.record(action="document.removed", actor=by, subject=document, data={"kind": document.kind}, at=at)
    document.delete()
    transaction.on_commit(lambda: default_storage().delete(key))


def forget_orphans(*, at: datetime) -> int:
    """Delete the objects that no document names, and return how many there were.

    They are what a deposit leaves when the transaction around it is rolled back. Those of the last day are spared:
    their document may be about to be committed.
    """
    storage = default_storage()
    stored = set(storage.keys())
    known = set(Document.objects.values_list("key", flat=True))
    orphans = [key for key in sorted(stored - known) if storage.saved_at(key) < at - ORPHANS_SPARED]
    for key in orphans:
        storage.delete(key)
    return len(orphans)


def label(name: str) -> str:
    """Return a file's name without folder, control character or excess: something to show, never a path."""
    last = PurePath(name.replace("\\", "/")).name
    printable = "".join(character for character in last if character.isprintable()).strip()
    return printable[-200:] or "document"


def _check_image(content: IO[bytes], filename: str) -> None:
    content.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(content) as image:
                pixels = image.width * image.height
                if pixels <= MAXIMUM_PIXELS:
                    image.verify()
    except Image.DecompressionBombError:
        pixels = 2 * Image.MAX_IMAGE_PIXELS
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        raise ImageDamaged(name=filename)
    if pixels > MAXIMUM_PIXELS:
        raise ImageTooLarge(name=filename, megapixels=pixels // MEGAPIXEL, limit=MAXIMUM_PIXELS // MEGAPIXEL)


def _digest(content: IO[bytes]) -> str:
    content.seek(0)
    digest = hashlib.sha256()
    while chunk := content.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def _megabytes(size: int) -> str:
    return f"{size / MEGABYTE:.1f}".replace(".", ",")
