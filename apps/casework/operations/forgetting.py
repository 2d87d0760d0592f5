"""What a request about the health of a child said goes with its school year; that it was made stays."""

from datetime import datetime

from django.db import transaction

from apps.audit.operations import record
from apps.casework import health_requests
from apps.casework.enums import CaseStatus
from apps.casework.models import Case, CaseAttachment, CaseEvent, CaseMessage, CaseNote, InformationRequest
from apps.casework.workflow import LIVE, UNFILED
from apps.documents.operations import release
from tenants import context

REFUSAL_ERASED = "Réponse effacée avec le dossier santé."


def forget_health_requests(*, at: datetime) -> int:
    """Erase what the requests of school years that are over said, and return how many there were; may run twice."""
    return sum(_forget(pk, at) for pk in health_requests.ended(context.local_date(at)))


@transaction.atomic
def _forget(pk: int, at: datetime) -> bool:
    closed = Case.objects.select_for_update(skip_locked=True).exclude(status__in={*UNFILED, *LIVE})
    case = closed.filter(pk=pk, contents_erased_at=None).first()
    if case is None:
        return False
    joined = CaseAttachment.objects.filter(case=case)
    documents = set(joined.values_list("document", flat=True))
    for model in (CaseAttachment, CaseMessage, CaseNote, InformationRequest):
        model.objects.filter(case=case).delete()
    CaseEvent.objects.filter(case=case).update(text="")
    note = REFUSAL_ERASED if case.status == CaseStatus.REFUSED else ""
    payload = health_requests.without_contents(case.payload)
    case.payload, case.decision_note, case.contents_erased_at = payload, note, at
    case.version += 1
    case.save(update_fields=["payload", "decision_note", "contents_erased_at", "version"])
    record(action="casework.contents_erased", actor=None, subject=case, at=at, data={"number": case.number})
    release(documents=documents, at=at)
    return True
