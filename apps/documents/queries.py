from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet

from communes_config.schema import DocumentKind
from communes_config.schema.documents import OTHER_DOCUMENT
from core.todo import TodoItem, Urgency, in_order
from core.validity import SOON, Standing
from tenants import context as tenant

from . import uses
from .enums import DocumentState
from .models import Document, DocumentQuerySet
from .uses import Use

STILL_SAID = timedelta(days=30)  # how long what has expired stays among the things to do
SCANNED_BY_NOW = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True, slots=True)
class VaultItem:
    """A document of somebody's space; `last_day` is the last on which it is accepted, if its kind has one."""

    document: Document
    kind: DocumentKind
    last_day: date | None
    standing: Standing
    scan_is_late: bool = False
    uses: tuple[Use, ...] = ()

    @property
    def live_uses(self) -> tuple[Use, ...]:
        return tuple(use for use in self.uses if use.live)


@dataclass(frozen=True, kw_only=True, slots=True)
class Shelf:
    """The documents of one kind, newest first."""

    kind: DocumentKind
    items: tuple[VaultItem, ...]


def documents_of(user: Model) -> DocumentQuerySet:
    """Return everything this person has in their space, newest first."""
    return Document.objects.owned_by(user)


def document_of(user: Model, reference: UUID) -> Document | None:
    """Return the document of this person that may be read, or None: a stranger's document does not exist."""
    return Document.objects.filter(owner=user).readable().filter(reference=reference).first()


def item_of(user: Model, reference: UUID, at: datetime) -> VaultItem | None:
    """Return one document of this person's space with what it serves for, or None."""
    document = Document.objects.owned_by(user).filter(reference=reference).first()
    return _items([document], at)[0] if document else None


def shelves(user: Model, at: datetime) -> tuple[Shelf, ...]:
    """Return this person's space by kind, in the order of the commune's configuration; what is none of them, last."""
    kinds = tenant.config().documents
    held: dict[str, list[VaultItem]] = {}
    for item in _items(documents_of(user), at):
        held.setdefault(item.kind.slug if item.kind.slug in kinds else OTHER_DOCUMENT, []).append(item)
    return tuple(
        Shelf(kind=kind, items=tuple(held[kind.slug])) for kind in _in_order(kinds.values()) if kind.slug in held
    )


def kept_by(user: Model, at: datetime, *, without: QuerySet[Model, Any]) -> tuple[VaultItem, ...]:
    """Return what this person may join to something, newest first, but for some: one query."""
    today = tenant.local_date(at)
    found = documents_of(user).readable().exclude(pk__in=without)
    return tuple(_item(document, today, at=at) for document in found)


def kinds_offered() -> tuple[DocumentKind, ...]:
    """Return the kinds that a person may choose from; « autre » comes last."""
    return tuple(kind for kind in _in_order(tenant.config().documents.values()) if kind.offered)


def last_day_of(document: Document, kind: DocumentKind) -> date | None:
    return kind.valid_for.last_day(issued_on=document.issued_on, printed=document.expires_on)


def expiring(user: Model, today: date) -> tuple[VaultItem, ...]:
    """Return what expires within a month or has just done so, unless a newer one of its kind takes over."""
    items = [_item(document, today) for document in documents_of(user).readable() if _has_end(document)]
    return _ending(items, today)


def todo(user: Model, at: datetime) -> tuple[TodoItem, ...]:
    """Return the documents to renew, one query."""
    return in_order(_todo_of(item) for item in expiring(user, tenant.local_date(at)))


def to_remind(at: datetime) -> list[VaultItem]:
    """Return what expires within a month and whose owner was not told, owner by owner."""
    today = tenant.local_date(at)
    kinds = [kind.slug for kind in tenant.config().documents.values() if kind.reminder and _ends(kind)]
    owned = Document.objects.in_vault().readable().filter(kind__in=kinds, owner__isnull=False)
    known = owned.exclude(issued_on=None, expires_on=None).select_related("owner").order_by("owner_id", "-pk")
    by_owner: dict[int, list[VaultItem]] = {}
    for document in known.iterator(chunk_size=500):
        by_owner.setdefault(document.owner_id, []).append(_item(document, today))
    return [
        item
        for items in by_owner.values()
        for item in _ending(items, today)
        if item.standing is Standing.EXPIRES_SOON
        and item.document.reminded_of != item.last_day
        and item.document.owner.is_active
        and item.document.owner.email
    ]


def _ending(items: Iterable[VaultItem], today: date) -> tuple[VaultItem, ...]:
    newest: dict[str, VaultItem] = {}
    for item in items:
        kept = newest.get(item.kind.slug)
        if item.last_day and (kept is None or kept.last_day is None or item.last_day > kept.last_day):
            newest[item.kind.slug] = item
    return tuple(
        item for item in newest.values() if item.last_day and today - STILL_SAID <= item.last_day <= today + SOON
    )


def _todo_of(item: VaultItem) -> TodoItem:
    over = item.standing is Standing.EXPIRED
    return TodoItem(
        title=f"{item.document.title} : à renouveler",
        detail=f"{'N’est plus accepté depuis le' if over else 'Accepté jusqu’au'} {item.last_day:%d/%m/%Y}",
        page="portal:document",
        page_arguments=(str(item.document.reference),),
        icon="file-clock",
        due_on=item.last_day,
        urgency=Urgency.LATE if over else Urgency.SOON,
    )


def _items(documents: Iterable[Document], at: datetime) -> list[VaultItem]:
    rows = list(documents)
    today = tenant.local_date(at)
    found = uses.of([document.pk for document in rows], today)
    return [_item(document, today, at=at, found=found[document.pk]) for document in rows]


def _item(document: Document, today: date, *, at: datetime | None = None, found: tuple[Use, ...] = ()) -> VaultItem:
    kind = tenant.config().document_kind(document.kind)
    last_day = last_day_of(document, kind)
    waits = document.state == DocumentState.PENDING and at is not None
    return VaultItem(
        document=document,
        kind=kind,
        last_day=last_day,
        standing=kind.valid_for.standing(last_day, today),
        scan_is_late=waits and at - document.created_at > SCANNED_BY_NOW,
        uses=found,
    )


def _has_end(document: Document) -> bool:
    return document.issued_on is not None or document.expires_on is not None


def _ends(kind: DocumentKind) -> bool:
    return kind.asks_issue_date or kind.asks_last_day


def _in_order(kinds: Iterable[DocumentKind]) -> list[DocumentKind]:
    return sorted(kinds, key=lambda kind: kind.slug == OTHER_DOCUMENT)
