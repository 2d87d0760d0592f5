from datetime import date, datetime
from typing import Any

from django.db import transaction

from apps.accounts.models import User
from apps.audit.operations import record
from apps.casework import handlers, procedures
from apps.casework.deadlines import local, recent_until
from apps.casework.enums import CaseStatus
from apps.casework.errors import (
    AccountMayNotFile,
    AlreadyFiled,
    AttachmentInTheFuture,
    AttachmentTooOld,
    AttachmentUndated,
    AttachmentUnknown,
    DocumentNotYours,
    DraftMissing,
)
from apps.casework.models import Case, CaseAttachment
from apps.casework.operations.moves import locked, move
from apps.casework.permissions import may_file
from apps.documents import operations as documents
from apps.documents.models import Document
from communes_config.schema import AttachmentKind
from tenants import context


@transaction.atomic
def open_draft(*, procedure: str, by: User, at: datetime) -> Case:
    """Return the draft this person has for the procedure, or a new one, prefilled.

    Raises AccountMayNotFile, AlreadyFiled, or whatever the procedure's handler refuses.
    """
    if not may_file(by):
        raise AccountMayNotFile
    User.objects.select_for_update().get(pk=by.pk)
    mine = Case.objects.of_requester(by).filter(procedure=procedure)
    draft = mine.drafts().first()
    if draft is not None:
        return draft
    check_not_filed(by, procedure)
    offered = procedures.get(procedure)
    handler = handlers.get(offered.handler)
    handler.check_opening(by)
    terms = offered.terms
    case = Case.objects.create(
        procedure=procedure,
        procedure_version=offered.version,
        title=terms.title,
        requester=by,
        service=terms.service,
        payload=handler.new_payload(by),
        created_at=at,
        updated_at=at,
    )
    record(action="casework.draft_opened", actor=by, subject=case, at=at, data={"procedure": procedure})
    return case


@transaction.atomic
def save_draft(*, case: Case, payload: dict[str, Any], by: User, at: datetime) -> Case:
    """Keep what was typed, complete or not. Raises DraftMissing."""
    case = _draft(case, by)
    case.payload = payload
    case.procedure_version = procedures.get(case.procedure).version
    case.updated_at = at
    case.save(update_fields=["payload", "procedure_version", "updated_at"])
    return case


@transaction.atomic
def abandon(*, case: Case, by: User, at: datetime) -> Case:
    """Give a draft up: what was typed is erased, the documents stay in the person's own space. Raises DraftMissing."""
    case = _draft(case, by)
    case.attachments.all().delete()
    move(case, CaseStatus.ABANDONED, at=at, payload={})
    record(action="casework.draft_abandoned", actor=by, subject=case, at=at)
    return case


@transaction.atomic
def attach(*, case: Case, document: Document, kind: str, by: User, at: datetime) -> CaseAttachment:
    """Join one of the person's documents to their draft, as one of the pieces that the procedure asks for.

    Raises DraftMissing, DocumentNotYours, AttachmentUnknown, AttachmentUndated, AttachmentTooOld,
    AttachmentInTheFuture, DocumentGone, DocumentExpired.
    """
    case = _draft(case, by)
    if document.owner_id != by.pk:
        raise DocumentNotYours
    asked = procedures.get(case.procedure).terms.attachment(kind)
    if asked is None:
        raise AttachmentUnknown
    today = local(at).date()
    check_age(asked, document.issued_on, today)
    held = documents.hold(document)
    documents.check_not_expired(document=held, kind=context.config().document_kind(asked.document_kind), today=today)
    attachment, created = CaseAttachment.objects.get_or_create(
        case=case, document=document, kind=kind, defaults={"added_at": at}
    )
    if created:
        record(action="casework.document_attached", actor=by, subject=case, at=at, data={"kind": kind})
    return attachment


@transaction.atomic
def detach(*, attachment: CaseAttachment, by: User, at: datetime) -> None:
    """Take a piece out of a draft; the document stays in the person's own space. Raises DraftMissing."""
    case = _draft(attachment.case, by)
    record(action="casework.document_detached", actor=by, subject=case, at=at, data={"kind": attachment.kind})
    attachment.delete()


def check_age(asked: AttachmentKind, issued_on: date | None, today: date) -> None:
    """Refuse a document that is too old for what it must prove."""
    if asked.max_age_months is None:
        return
    if issued_on is None:
        raise AttachmentUndated(title=asked.title, months=asked.max_age_months)
    if issued_on > today:
        raise AttachmentInTheFuture(title=asked.title)
    last = recent_until(issued_on, asked.max_age_months)
    if today > last:
        raise AttachmentTooOld(title=asked.title, months=asked.max_age_months, since=f"{last:%d/%m/%Y}")


def check_not_filed(user: User, procedure: str) -> None:
    """Refuse a second request while the first is alive."""
    live = Case.objects.of_requester(user).filter(procedure=procedure).live().first()
    if live is not None:
        raise AlreadyFiled(number=live.number)


def _draft(case: Case, by: User) -> Case:
    current = locked(case)
    if current.status != CaseStatus.DRAFT or current.requester_id != by.pk:
        raise DraftMissing
    return current
