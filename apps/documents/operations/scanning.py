"""What the antivirus says of documents."""

from datetime import datetime, timedelta

from django.db import transaction

from apps.audit import operations as audit
from apps.documents import gateways
from apps.documents.enums import DocumentState
from apps.documents.models import Document
from apps.documents.storage import default_storage
from tenants import jobs

SCAN_TASK = "apps.documents.tasks.scan"
LATENESS_OF_A_LOST_JOB = timedelta(minutes=15)


@transaction.atomic
def scan(*, document_id: int, at: datetime) -> None:
    """Ask the antivirus about a document that waits for it. Raises ScannerUnavailable: the job comes again later."""
    waiting = Document.objects.kept().filter(state=DocumentState.PENDING)
    document = waiting.select_for_update(skip_locked=True).filter(pk=document_id).first()
    scanner = gateways.scanner()
    if document is None or scanner is None:
        return
    with default_storage().open(document.key) as content:
        document.state = DocumentState(scanner.scan(content))
    document.save(update_fields=["state"])
    audit.record(action=f"document.found_{document.state}", actor=None, subject=document, at=at)


def rescan_forgotten(*, at: datetime) -> int:
    """Give a job again to the documents that wait for the antivirus since too long, and return how many got one."""
    late = Document.objects.kept().filter(state=DocumentState.PENDING, created_at__lt=at - LATENESS_OF_A_LOST_JOB)
    return sum(jobs.defer_once(SCAN_TASK, document_id=pk) for pk in late.order_by("pk").values_list("pk", flat=True))
