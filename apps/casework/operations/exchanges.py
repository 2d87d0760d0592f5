"""The turns that a citizen and a service take, and the citizen's own way out."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from apps.accounts.models import User
from apps.audit.operations import record
from apps.casework import handlers, notices, payloads
from apps.casework.deadlines import local, put_off
from apps.casework.enums import CaseStatus, EventKind
from apps.casework.errors import (
    AgentOfAnotherService,
    AttachmentUnknown,
    CaseIncomplete,
    DocumentNotYours,
    ExchangesClosed,
    MessageMissing,
    NotWaitingForAnswer,
)
from apps.casework.models import Case, CaseAttachment, CaseMessage
from apps.casework.operations.drafts import check_piece, piece_of
from apps.casework.operations.moves import locked, log, move, touch
from apps.casework.permissions import is_requester, may_decide
from apps.casework.reopening import reopening
from apps.casework.workflow import LIVE
from apps.documents.models import Document
from apps.documents.operations import hold
from core.forms import Form

GIVEN: Final = "Voici ce que vous demandiez."


@transaction.atomic
def answer(
    *,
    case: Case,
    by: User,
    at: datetime,
    message: str,
    documents: Sequence[Document] = (),
    pieces: Mapping[str, Document] | None = None,
    raw: Mapping[str, object] | None = None,
) -> Case:
    """Give the service what it asked for: the case is in its hands again and the time before silence runs on.

    `raw` holds what was typed in the questions asked again; those it brings up are asked too. `pieces` are documents by
    the slug of what they answer. Raises NotWaitingForAnswer, CaseIncomplete, MessageMissing, DocumentNotYours,
    AttachmentUnknown, or what makes a piece void.
    """
    case = locked(case)
    if not is_requester(by, case) or case.status != CaseStatus.NEEDS_INFORMATION:
        raise NotWaitingForAnswer
    request = case.information_requests.get(answered_at=None)
    payload = _corrected(case, request.questions, raw or {}, at) if request.questions else case.payload
    given = bool(documents or pieces or request.questions)
    written = _write(case, by, at, message or (GIVEN if given else ""), documents, False)
    _join(written, pieces or {}, by, at)
    case.information_requests.filter(pk=request.pk).update(answered_at=at)
    due_at = put_off(case.due_at, stopped_at=case.clock_stopped_at, at=at)
    move(
        case,
        CaseStatus.IN_REVIEW,
        at=at,
        payload=payload,
        clock_stopped_at=None,
        due_at=due_at,
        family_wrote_at=case.family_wrote_at or at,
        silence_alerted_at=None,
    )
    log(case, EventKind.ANSWERED, by=by, at=at)
    notices.answered(case=case, at=at)
    return case


def _join(message: CaseMessage, pieces: Mapping[str, Document], by: User, at: datetime) -> None:
    for slug, document in pieces.items():
        asked = piece_of(message.case, slug)
        if asked is None:
            raise AttachmentUnknown
        if document.owner_id != by.pk:
            raise DocumentNotYours
        check_piece(kind=asked, document=hold(document), at=at)
        CaseAttachment.objects.get_or_create(
            case=message.case, document=document, kind=slug, defaults={"message": message, "added_at": at}
        )


def _corrected(case: Case, slugs: Sequence[str], raw: Mapping[str, object], at: datetime) -> dict[str, Any]:
    again = reopening(case, slugs, raw, local(at).date())
    if again.problems:
        raise CaseIncomplete(problems=again.problems)
    form = payloads.filed_form(case.payload) or Form()
    return handlers.of_case(case).answered_again(case, payloads.corrected(case.payload, form, again.good))


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
    touch(case, at=at, family_wrote_at=None if from_service else case.family_wrote_at or at)
    log(case, EventKind.MESSAGE, by=by, at=at)
    if from_service:
        notices.message_received(case=case, message=message, at=at)
    return message


@transaction.atomic
def read_exchanges(*, case: Case, by: User, at: datetime, version: int | None = None) -> Case:
    """Say that what the family wrote was read, but not what it wrote meanwhile.

    Raises CaseChanged, AgentOfAnotherService.
    """
    case = locked(case, version=version)
    if not may_decide(by, case):
        raise AgentOfAnotherService(name=by.full_name or by.username)
    if case.family_wrote_at is not None:
        Case.objects.filter(pk=case.pk).update(family_wrote_at=None)
        case.family_wrote_at = None
        record(action="casework.exchanges_read", actor=by, subject=case, at=at, data={"number": case.number})
    return case


@transaction.atomic
def cancel(*, case: Case, by: User, at: datetime) -> Case:
    """The citizen withdraws the request. Raises TransitionRefused once it is decided."""
    case = locked(case)
    if not is_requester(by, case):
        raise ExchangesClosed
    move(case, CaseStatus.CANCELLED, at=at, clock_stopped_at=None, family_wrote_at=None)
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
