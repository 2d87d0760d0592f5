"""Taking files in."""

import hashlib
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePath, PurePosixPath
from typing import IO, Protocol

from django.db import transaction
from django.db.models import Model
from PIL import Image, UnidentifiedImageError

from apps.audit import operations as audit
from apps.documents import gateways, pictures, recognition, watermark
from apps.documents.enums import DocumentState
from apps.documents.errors import (
    FileEmpty,
    FileIsSomethingElse,
    FileTooLarge,
    FileTypeNotAccepted,
    ImageDamaged,
    ImageTooLarge,
    PdfClosed,
    PhotosOnly,
    TooManyPhotos,
)
from apps.documents.models import Document
from apps.documents.recognition import HEIC, FileType
from apps.documents.storage import default_storage
from tenants import context as tenant
from tenants import jobs

from .scanning import SCAN_TASK

MEGABYTE = 1024 * 1024
MEGAPIXEL = 1_000_000
MAXIMUM_PIXELS = 50 * MEGAPIXEL  # more than any telephone's; a small file may unpack to gigabytes
MAXIMUM_PHOTOS = 15
CHUNK = 64 * 1024


class Upload(Protocol):
    """What Django gives for a file of a form."""

    name: str
    size: int
    file: IO[bytes]


@dataclass(frozen=True, slots=True)
class _Ready:
    """A file that was looked at, under the name it will have."""

    filename: str
    content: IO[bytes]
    size: int
    content_type: str


@transaction.atomic
def deposit(
    *,
    owner: Model | None,
    file: Upload,
    kind: str,
    title: str,
    at: datetime,
    issued_on: date | None = None,
    expires_on: date | None = None,
) -> Document:
    """Store a file for its owner; its type is read in its content, its name is kept as a label.

    A photo that only some telephones read (HEIC) is kept as a JPEG. Raises FileRefused, one subclass for each reason.
    """
    filename = label(file.name)
    file_type = check(file.file, filename=filename, size=file.size)
    ready = _Ready(filename, file.file, file.size, file_type.content_type)
    if file_type.content_type == HEIC:
        content = pictures.to_jpeg(file.file)
        ready = _Ready(f"{PurePosixPath(filename).stem}.jpg", content, content.getbuffer().nbytes, "image/jpeg")
    return _store(ready, owner, kind, title, at, issued_on, expires_on)


def deposit_once(*, owner: Model, file: Upload, kind: str, title: str, at: datetime) -> Document:
    """Deposit a file, or return what this very file, under this name, made already in the owner's space.

    Sent twice, it is still one document. Raises FileRefused.
    """
    alike = Document.objects.owned_by(owner).readable().filter(kind=kind, sha256=_digest(file.file))
    known = next((document for document in alike if document.filename == label(file.name)), None)
    return known or deposit(owner=owner, file=file, kind=kind, title=title, at=at)


@transaction.atomic
def join_photos(
    *,
    owner: Model | None,
    files: Sequence[Upload],
    kind: str,
    title: str,
    at: datetime,
    issued_on: date | None = None,
    expires_on: date | None = None,
) -> Document:
    """Store several photos as one PDF: a page each, in their order, upright and reduced. Raises FileRefused."""
    if len(files) > MAXIMUM_PHOTOS:
        raise TooManyPhotos(count=len(files), limit=MAXIMUM_PHOTOS)
    for file in files:
        filename = label(file.name)
        if not check(file.file, filename=filename, size=file.size).content_type.startswith("image/"):
            raise PhotosOnly(name=filename)
    content = pictures.to_pdf([file.file for file in files])
    filename = f"{PurePosixPath(label(files[0].name)).stem}.pdf"
    size = content.getbuffer().nbytes
    _check_size(filename, size)
    return _store(_Ready(filename, content, size, "application/pdf"), owner, kind, title, at, issued_on, expires_on)


def check(content: IO[bytes], *, filename: str, size: int) -> FileType:
    """Return the type of a file this commune accepts, or raise FileRefused."""
    types = tenant.config().uploads.types
    _check_size(filename, size)
    content.seek(0)
    found = recognition.recognise(content.read(recognition.HEAD))
    claimed = recognition.named(filename)
    if found is None and claimed is not None:
        raise FileIsSomethingElse(name=filename, expected=claimed.label)
    if found is None or found.type not in types:
        raise FileTypeNotAccepted(name=filename, accepted=recognition.labels(types))
    if found.content_type.startswith("image/"):
        _check_image(content, filename)
    return found


def label(name: str) -> str:
    """Return a file's name without folder, control character or excess: something to show, never a path."""
    last = PurePath(name.replace("\\", "/")).name
    printable = "".join(character for character in last if character.isprintable()).strip()
    return printable[-200:] or "document"


def _store(
    ready: _Ready,
    owner: Model | None,
    kind: str,
    title: str,
    at: datetime,
    issued_on: date | None,
    expires_on: date | None,
) -> Document:
    rules = tenant.config().document_kind(kind)
    if rules.watermark and ready.content_type == "application/pdf" and not watermark.can_mark_pdf(ready.content):
        raise PdfClosed(name=ready.filename)
    storage = default_storage()
    key = storage.new_key()
    storage.save(key, ready.content, sealed=rules.is_sensitive)
    document = Document.objects.create(
        reference=key.rpartition("/")[2],
        owner=owner,
        kind=kind,
        title=title or ready.filename,
        filename=ready.filename,
        key=key,
        content_type=ready.content_type,
        size=ready.size,
        sha256=_digest(ready.content),
        sealed=rules.is_sensitive,
        state=DocumentState.PENDING if gateways.scanner() else DocumentState.NOT_SCANNED,
        issued_on=issued_on,
        expires_on=expires_on,
        created_at=at,
    )
    audit.record(action="document.deposited", actor=owner, subject=document, data={"kind": kind}, at=at)
    if document.state == DocumentState.PENDING:
        jobs.defer(SCAN_TASK, document_id=document.pk)
    return document


def _check_size(filename: str, size: int) -> None:
    limit = tenant.config().uploads.max_mb
    if size == 0:
        raise FileEmpty(name=filename)
    if size > limit * MEGABYTE:
        raise FileTooLarge(name=filename, size=_megabytes(size), limit=limit)


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
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, RuntimeError):
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
