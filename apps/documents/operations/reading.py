"""Giving a document to whoever was found to have the right to read it."""

from datetime import datetime
from typing import IO

from django.core.files.base import File
from django.db.models import Model
from django.urls import reverse

from apps.documents import links, watermark
from apps.documents.enums import DocumentState
from apps.documents.errors import (
    DocumentBeingScanned,
    DocumentErased,
    DocumentUnmarkable,
    DocumentUnreadable,
    LinkForged,
)
from apps.documents.links import Link
from apps.documents.models import Document
from apps.documents.reading import Served
from apps.documents.storage import default_storage
from tenants import context as tenant


def signed_link(
    *, document: Document, by: Model, session_key: str | None, at: datetime, again: str, usage: str = ""
) -> str:
    """Return an address that opens a document for some minutes, for this person in this session only.

    The caller has checked the right to read. `again` is the address that checks it once more and makes another link;
    `usage` says what an agent reads it for, and is written across identity papers.
    Raises DocumentUnreadable, DocumentErased, DocumentBeingScanned.
    """
    check_readable(document)
    link = Link(
        document=document.reference,
        reader=by.pk,
        session=links.session_mark(session_key),
        mark="" if document.owner_id == by.pk else sentence_for(document, usage, at),
        again=again,
        until=at + links.LIFETIME,
    )
    return reverse("portal:document-link", args=[links.sign(link)])


def opened_by_link(*, token: str, by: Model, session_key: str | None, at: datetime) -> Served:
    """Return what a signed link opens.

    Raises LinkForged, LinkExpired, DocumentUnreadable, DocumentErased, DocumentBeingScanned, DocumentUnmarkable.
    """
    link = links.read(token, reader=by.pk, session=links.session_mark(session_key), at=at)
    document = Document.objects.filter(reference=link.document).first()
    if document is None:
        raise LinkForged
    if link.mark:
        return Served(document=document, content=_marked(document, link.mark))
    check_readable(document)
    storage = default_storage()
    name, content_type = document.filename, document.content_type
    address = "" if document.sealed else storage.address(document.key, filename=name, content_type=content_type)
    if address:
        return Served(document=document, address=address)
    return Served(document=document, content=open_document(document))


def open_document(document: Document) -> File:
    """Open the bytes of a document as they were deposited.

    Raises DocumentUnreadable, DocumentErased, or DocumentBeingScanned while the antivirus has not answered.
    """
    check_readable(document)
    return default_storage().open(document.key)


def check_readable(document: Document) -> None:
    if document.erased_at is not None:
        raise DocumentErased
    if document.state == DocumentState.INFECTED:
        raise DocumentUnreadable
    if document.state == DocumentState.PENDING:
        raise DocumentBeingScanned


def sentence_for(document: Document, usage: str, at: datetime) -> str:
    """Return what is written across a document for an agent; nothing unless its kind asks for it."""
    config = tenant.config()
    if not config.document_kind(document.kind).watermark:
        return ""
    today = tenant.local_date(at)
    return " – ".join(filter(None, (f"Espace famille {config.identity.article}", f"{today:%d/%m/%Y}", usage)))


def _marked(document: Document, sentence: str) -> IO[bytes]:
    with open_document(document) as content:
        try:
            return watermark.mark(content, document.content_type, sentence)
        except watermark.Unmarkable:
            raise DocumentUnmarkable
