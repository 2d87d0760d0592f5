"""Until when documents are kept, and how they go: first the right to read, then the bytes, then the row.

A worker may die between any two of these steps: the next run starts where it stopped.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from itertools import groupby

from django.db import transaction
from django.db.models import ProtectedError, Q
from django.urls import reverse

from apps.audit import operations as audit
from apps.documents import notices, queries, uses
from apps.documents.enums import DocumentState
from apps.documents.models import Document
from apps.documents.storage import default_storage
from apps.documents.uses import Use
from communes_config.schema import DocumentKind
from core.validity import add_months
from tenants import context as tenant
from tenants import jobs

ERASE_TASK = "apps.documents.tasks.erase"
ORPHANS_SPARED = timedelta(days=1)
INFECTED_KEPT = timedelta(days=7)  # time for its owner to read why it was set aside
LATENESS_OF_A_LOST_JOB = timedelta(minutes=15)


def purge(*, at: datetime) -> int:
    """Start erasing what the commune's rules keep no longer, and return how many documents go."""
    return sum(_purge(pk, at) for pk in _candidates(at))


@transaction.atomic
def erase(*, document_id: int, at: datetime) -> None:
    """Delete the bytes of a document that is leaving, then its row unless a case names it; may run twice."""
    leaving = Document.objects.filter(erased_at__isnull=False, stored=True)
    document = leaving.select_for_update(skip_locked=True).filter(pk=document_id).first()
    if document is None:
        return
    default_storage().delete(document.key)
    audit.record(action="document.erased", actor=None, subject=document, data={"kind": document.kind}, at=at)
    document.stored = False
    document.filename = ""
    document.title = tenant.config().document_kind(document.kind).title
    document.save(update_fields=["stored", "filename", "title"])
    try:
        with transaction.atomic():
            document.delete()
    except ProtectedError:
        return  # the trace of what was sent with a case


def finish_erasing(*, at: datetime) -> int:
    """Give a job again to the documents whose bytes should be gone, and return how many got one."""
    late = Document.objects.filter(stored=True, erased_at__lt=at - LATENESS_OF_A_LOST_JOB).order_by("pk")
    return sum(jobs.defer_once(ERASE_TASK, document_id=pk) for pk in late.values_list("pk", flat=True))


def forget_orphans(*, at: datetime) -> int:
    """Delete the objects that no document and no other application names, and return how many there were.

    They are what a deposit leaves when the transaction around it is rolled back. Those of the last day are spared:
    their document may be about to be committed.
    """
    storage = default_storage()
    stored = set(storage.keys())
    known = set(Document.objects.values_list("key", flat=True)) | uses.kept_objects()
    orphans = [key for key in sorted(stored - known) if storage.saved_at(key) < at - ORPHANS_SPARED]
    for key in orphans:
        storage.delete(key)
    return len(orphans)


def remind(*, at: datetime) -> int:
    """Write once to the owners of the documents that expire within a month, and return how many were written to."""
    due = queries.to_remind(at)
    owners = [list(items) for _owner, items in groupby(due, key=lambda item: item.document.owner_id)]
    for items in owners:
        _remind(items, at)
    return len(owners)


@transaction.atomic
def release(*, documents: Collection[int], at: datetime) -> int:
    """Let go, of these, what speaks of health and that nothing names any more; return how many documents go."""
    held = Document.objects.kept().select_for_update(skip_locked=True).filter(pk__in=documents).order_by("pk")
    found = uses.of(documents)
    gone = [one for one in held if tenant.config().document_kind(one.kind).health and not found[one.pk]]
    for document in gone:
        _let_go(document, at)
    return len(gone)


def start_erasing(document: Document, at: datetime) -> None:
    """Take the right to read away; a job does the rest once this is committed."""
    document.erased_at = at
    document.save(update_fields=["erased_at"])
    jobs.defer(ERASE_TASK, document_id=document.pk)


def _candidates(at: datetime) -> list[int]:
    """Return what may be past its time: a wide look that `_purge` makes sure of."""
    old = Q(left_vault_at__isnull=False) | Q(state=DocumentState.INFECTED)
    for kind in tenant.config().documents.values():
        if kind.vault_months is not None:
            old |= Q(kind=kind.slug, created_at__lt=at - timedelta(days=28 * kind.vault_months))
    return list(Document.objects.kept().filter(old).order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _purge(pk: int, at: datetime) -> bool:
    document = Document.objects.kept().select_for_update(skip_locked=True).filter(pk=pk).first()
    if document is None:
        return False
    kind, today = tenant.config().document_kind(document.kind), tenant.local_date(at)
    if not _is_over(document, kind, at) or _is_needed(uses.of([pk])[pk], kind, today):
        return False
    _let_go(document, at)
    return True


def _let_go(document: Document, at: datetime) -> None:
    audit.record(action="document.purged", actor=None, subject=document, data={"kind": document.kind}, at=at)
    start_erasing(document, at)


def _is_over(document: Document, kind: DocumentKind, at: datetime) -> bool:
    """Tell whether its owner's space has no reason to keep it any longer."""
    if document.left_vault_at is not None:
        return True
    if document.state == DocumentState.INFECTED:
        return at - document.created_at > INFECTED_KEPT
    if kind.vault_months is None:
        return False
    start = queries.last_day_of(document, kind) or tenant.local_date(document.created_at)
    return tenant.local_date(at) > add_months(start, kind.vault_months)


def _is_needed(found: Iterable[Use], kind: DocumentKind, today: date) -> bool:
    return any(use.live or kind.read_by_service_on(today, use.ended_on) for use in found)


@transaction.atomic
def _remind(items: list[queries.VaultItem], at: datetime) -> None:
    owner = items[0].document.owner
    for item in items:
        item.document.reminded_of = item.last_day
        item.document.save(update_fields=["reminded_of"])
    page = reverse("portal:documents")
    notices.send("expiring", to=owner, at=at, subject_of=owner, page=page, person=owner, items=items)
