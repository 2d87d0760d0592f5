"""Joining the pieces of a draft, from the device or from one's own space: the same for every procedure."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils import timezone

from apps.accounts.models import User
from apps.casework import operations, queries
from apps.casework.models import Case
from apps.documents.models import Document
from apps.documents.operations import date_document, deposit, join_photos
from apps.documents.queries import VaultItem
from apps.portal.vault.attachments import AttachmentForm
from communes_config.schema import AttachmentKind
from core.errors import DomainError
from tenants import context

type Vault = Sequence[VaultItem]
type PieceForm = tuple[queries.Piece, AttachmentForm]


def piece_form(kind: AttachmentKind, vault: Vault, request: HttpRequest | None = None) -> AttachmentForm:
    data = {"data": request.POST, "files": request.FILES} if request else {}
    return AttachmentForm(kind=kind, vault=vault, uploads=context.config().uploads, **data)


def piece_forms(
    draft: Case, vault: Vault, refused: AttachmentForm | None = None, kind: AttachmentKind | None = None
) -> list[PieceForm]:
    """Return each piece with its form; the one that was refused keeps its errors."""
    return [
        (piece, refused if refused and kind and piece.kind.slug == kind.slug else piece_form(piece.kind, vault))
        for piece in queries.pieces_of(draft)
    ]


def join(request: HttpRequest, draft: Case, kind: AttachmentKind, form: AttachmentForm) -> bool:
    """Join the piece, or put the refusal beside the field."""
    at = timezone.now()
    try:
        document = document_of(kind, form, request.user, at)
        operations.attach(case=draft, document=document, kind=kind.slug, by=request.user, at=at)
    except DomainError as refusal:
        form.add_error("file", str(refusal))
        return False
    return True


def document_of(kind: AttachmentKind, form: AttachmentForm, by: User, at: datetime) -> Document:
    """Return the document that was chosen, or the files put in the person's own space; with its date."""
    issued_on = form.cleaned_data.get("issued_on")
    document: Document | None = form.cleaned_data.get("document")
    if files := form.cleaned_data.get("file"):
        operations.check_age(kind, issued_on, context.local_date(at))
        return _keep(files, owner=by, kind=kind.document_kind, title=kind.title, at=at, issued_on=issued_on)
    return date_document(document=document, issued_on=issued_on, by=by, at=at) if issued_on else document


def _keep(files: list[UploadedFile], **given: Any) -> Document:
    """Put a file, or the photos of its pages, in the person's own space."""
    return join_photos(files=files, **given) if len(files) > 1 else deposit(file=files[0], **given)
