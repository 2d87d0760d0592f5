"""Joining the pieces of a draft, from the device or from one's own space: the same for every procedure."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from apps.accounts.models import User
from apps.casework import operations, queries
from apps.casework.models import Case
from apps.documents.models import Document
from apps.documents.operations import date_document
from apps.documents.queries import VaultItem
from apps.portal.received import Received, store
from apps.portal.vault.attachments import AttachmentForm
from communes_config.schema import AttachmentKind
from core.errors import DomainError
from tenants import context

type Vault = Sequence[VaultItem]
type PieceForm = tuple[queries.Piece, AttachmentForm]


def received_piece(request: HttpRequest, kind: AttachmentKind) -> Received:
    """Return what was sent to join one piece."""
    received = Received(request, timezone.now())
    receive_piece(received, kind)
    return received


def receive_piece(received: Received, kind: AttachmentKind) -> None:
    """Keep the files of a piece, chosen from then on among the person's own documents."""
    received.keep(f"{kind.slug}-file", chosen_as=_choice(kind), kind=kind.document_kind, title=kind.title)


def piece_form(kind: AttachmentKind, vault: Vault, received: Received | None = None, **more: Any) -> AttachmentForm:
    """Return the place of a piece; `vault` was read after what was received was kept."""
    sent: dict[str, Any] = {"data": received.data, "files": received.files} if received else {}
    form = AttachmentForm(kind=kind, vault=vault, uploads=context.config().uploads, **sent, **more)
    told = received.told(_choice(kind)) if received else ""
    if told and "document" in form.fields:
        form.fields["document"].help_text = told
    return form


def _choice(kind: AttachmentKind) -> str:
    return f"{kind.slug}-document"


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
        with transaction.atomic():
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
        return store(files, owner=by, kind=kind.document_kind, title=kind.title, at=at, issued_on=issued_on)
    return date_document(document=document, issued_on=issued_on, by=by, at=at) if issued_on else document
