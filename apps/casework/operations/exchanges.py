"""The turns that a citizen and a service take, and the citizen's own way out."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from apps.accounts.models import User
from apps.casework import handlers, notices
from apps.casework.enums import CaseStatus, EventKind
from apps.casework.errors import (
    AgentOfAnotherService,
    DocumentNotYours,
    ExchangesClosed,
    MessageMissing,
    NotWaitingForAnswer,
)
from apps.casework.models import Case, CaseAttachment, CaseMessage
from apps.casework.operations.moves import locked, log, move, touch
from apps.casework.permissions import is_requester, may_decide
from apps.casework.workflow import LIVE
from apps.documents.models import Document


@transaction.atomic
def answer(*, case: Case, by: User, at: datetime, message: str, documents: Sequence[Document] = ()) -> Case:
    """Give the service what it asked for: the case is in its hands again and the time before silence runs on.

    Raises NotWaitingForAnswer, MessageMissing, DocumentNotYours.
    """
    case = locked(case)
    if not is_requester(by, case) or case.status != CaseStatus.NEEDS_INFORMATION:
        raise NotWaitingForAnswer
    _write(case, by, at, message or ("Voici les pièces demandées." if documents else ""), documents, False)
    case.information_requests.filter(answered_at=None).update(answered_at=at)
    stopped = at - case.clock_stopped_at
    move(case, CaseStatus.IN_REVIEW, at=at, clock_stopped_at=None, due_at=case.due_at + stopped)
    log(case, EventKind.ANSWERED, by=by, at=at)
    notices.answered(case=case, at=at)
    return case


@transaction.atomic
def post_message(*, case: Case, by: User, at: datetime, body: str, documents: Sequence[Document] = ()) -> CaseMessage:
    """Write to the other side while the case is alive; the citizen is told by e-mail that the service wrote.

    Raises ExchangesClosed, AgentOfAnotherService, MessageMissing, DocumentNotYours.
    """
    case = locked(case)
    from_service = not is_requester(by, case)
    if from_service and not may_decide(by, case):
        raise AgentOfAnotherService(name=by.full_name or by.username)
    if case.status not in LIVE:
        raise ExchangesClosed
    message = _write(case, by, at, body, documents, from_service)
    touch(case, at=at)
    log(case, EventKind.MESSAGE, by=by, at=at)
    if from_service:
        notices.message_received(case=case, message=message, at=at)
    return message


@transaction.atomic
def cancel(*, case: Case, by: User, at: datetime) -> Case:
    """The citizen withdraws the request. Raises TransitionRefused once it is decided."""
    case = locked(case)
    if not is_requester(by, case):
        raise ExchangesClosed
    move(case, CaseStatus.CANCELLED, at=at, clock_stopped_at=None)
    handlers.of_case(case).withdraw(case=case, by=by, at=at)
    case.information_requests.filter(answered_at=None).update(answered_at=at)
    log(case, EventKind.CANCELLED, by=by, at=at)
    notices.cancelled(case=case, at=at)
    return case


def _write(
    case: Case, by: User, at: datetime, body: str, documents: Sequence[Document], from_service: bool
) -> CaseMessage:
    if not body.strip():
        raise MessageMissing
    message = CaseMessage.objects.create(case=case, author=by, from_service=from_service, body=body.strip(), at=at)
    for document in documents:
        if document.owner_id != by.pk:
            raise DocumentNotYours
        CaseAttachment.objects.create(case=case, document=document, kind=document.kind, message=message, added_at=at)
    return message
