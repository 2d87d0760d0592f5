"""What people do to the documents of their own space."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Model

from apps.audit import operations as audit
from apps.documents import uses
from apps.documents.errors import (
    DocumentExpired,
    DocumentGone,
    DocumentInTheFuture,
    DocumentInUse,
    DocumentUndated,
)
from apps.documents.models import Document
from communes_config.schema import DocumentKind

from .retention import start_erasing


@transaction.atomic
def describe(
    *,
    document: Document,
    title: str,
    by: Model,
    at: datetime,
    issued_on: date | None = None,
    expires_on: date | None = None,
) -> Document:
    """Give a document the name its owner knows it by, and the dates written on it. Raises DocumentGone."""
    if title != document.title:
        document = hold(document)
        document.title = title
        document.save(update_fields=["title"])
        audit.record(action="document.renamed", actor=by, subject=document, at=at)
    return date_document(document=document, issued_on=issued_on, expires_on=expires_on, by=by, at=at)


@transaction.atomic
def date_document(
    *, document: Document, by: Model, at: datetime, issued_on: date | None = None, expires_on: date | None = None
) -> Document:
    """Keep the dates that are written on a document, as its owner read them. Raises DocumentGone."""
    document = hold(document)
    known = (document.issued_on, document.expires_on)
    document.issued_on = issued_on or document.issued_on
    document.expires_on = expires_on or document.expires_on
    if (document.issued_on, document.expires_on) == known:
        return document
    document.save(update_fields=["issued_on", "expires_on"])
    written = {"issued_on": document.issued_on, "expires_on": document.expires_on}
    data = {name: str(day) for name, day in written.items() if day}
    audit.record(action="document.dated", actor=by, subject=document, data=data, at=at)
    return document


@transaction.atomic
def remove(*, document: Document, by: Model, at: datetime) -> Document:
    """Take a document out of its owner's space; it is erased unless a case that is over still keeps it.

    Raises DocumentGone, or DocumentInUse which names what still needs it.
    """
    document = hold(document)
    found = uses.of([document.pk])[document.pk]
    if live := [use.label for use in found if use.live]:
        raise DocumentInUse(uses=", ".join(live))
    document.left_vault_at = at
    document.save(update_fields=["left_vault_at"])
    audit.record(action="document.removed", actor=by, subject=document, data={"kind": document.kind}, at=at)
    if not found:
        start_erasing(document, at)
    return document


def hold(document: Document) -> Document:
    """Lock a document of somebody's space, which nothing erases before the caller's commit. Raises DocumentGone."""
    held = Document.objects.select_for_update(no_key=True).in_vault().filter(pk=document.pk).first()
    if held is None:
        raise DocumentGone
    return held


def check_dates(*, kind: DocumentKind, issued_on: date | None, expires_on: date | None, today: date) -> None:
    """Refuse a document without the date its kind asks for, or dated tomorrow. Raises DocumentRefused."""
    if (kind.asks_issue_date and issued_on is None) or (kind.asks_last_day and expires_on is None):
        raise DocumentUndated(title=kind.title)
    if issued_on and issued_on > today:
        raise DocumentInTheFuture(title=kind.title)


def check_not_expired(*, document: Document, kind: DocumentKind, today: date) -> None:
    """Refuse a document that its kind accepts no longer; one whose date is not known passes. Raises DocumentExpired."""
    last_day = kind.valid_for.last_day(issued_on=document.issued_on, printed=document.expires_on)
    if last_day and today > last_day:
        raise DocumentExpired(title=kind.title, since=last_day + timedelta(days=1))
