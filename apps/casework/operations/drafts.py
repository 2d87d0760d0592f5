from datetime import date, datetime
from typing import Any

from django.db import transaction

from apps.accounts.models import User
from apps.audit.operations import record
from apps.casework import handlers, payloads, procedures, wording
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
    FamilyNeeded,
    ProcedureClosed,
)
from apps.casework.models import Case, CaseAttachment
from apps.casework.operations.moves import locked, move
from apps.casework.permissions import may_file
from apps.casework.procedures import Procedure
from apps.documents import operations as documents
from apps.documents.models import Document
from apps.families import queries as families
from communes_config.schema import About, AttachmentKind, Audience
from tenants import context


@transaction.atomic
def open_draft(*, procedure: str, by: User, at: datetime) -> Case:
    """Return the draft this person has for the procedure, or a new one, prefilled.

    Raises AccountMayNotFile, ProcedureClosed, FamilyNeeded, AlreadyFiled, or whatever the procedure's handler refuses.
    """
    if not may_file(by):
        raise AccountMayNotFile
    User.objects.select_for_update().get(pk=by.pk)
    mine = Case.objects.of_requester(by).filter(procedure=procedure)
    draft = mine.drafts().first()
    if draft is not None:
        return draft
    offered = procedures.get(procedure)
    check_open(offered, by, at)
    handler = handlers.get(offered.handler)
    handler.check_opening(by)
    terms = offered.terms
    case = Case.objects.create(
        procedure=procedure,
        procedure_version=offered.version,
        title=terms.title,
        requester=by,
        service=terms.service,
        payload=_first_payload(offered, handler, by, at),
        created_at=at,
        updated_at=at,
    )
    record(action="casework.draft_opened", actor=by, subject=case, at=at, data={"procedure": procedure})
    return case


@transaction.atomic
def save_draft(*, case: Case, payload: dict[str, Any], by: User, at: datetime) -> Case:
    """Keep what was typed, complete or not. Raises DraftMissing."""
    return keep(own_draft(case, by), payload, at)


def keep(case: Case, payload: dict[str, Any], at: datetime) -> Case:
    """Write the payload of a locked draft."""
    case.payload = payload
    case.procedure_version = procedures.of_case(case).version
    case.updated_at, case.erasure_told_at = at, None
    case.save(update_fields=["payload", "procedure_version", "updated_at", "erasure_told_at"])
    return case


@transaction.atomic
def abandon(*, case: Case, by: User, at: datetime) -> Case:
    """Give a draft up: what was typed is erased, the documents stay in the person's own space. Raises DraftMissing."""
    case = own_draft(case, by)
    give_up(case, at)
    record(action="casework.draft_abandoned", actor=by, subject=case, at=at)
    return case


def give_up(case: Case, at: datetime) -> None:
    """Erase what a locked draft holds."""
    case.attachments.all().delete()
    move(case, CaseStatus.ABANDONED, at=at, payload={})


@transaction.atomic
def attach(*, case: Case, document: Document, kind: str, by: User, at: datetime) -> CaseAttachment:
    """Join one of the person's documents to their draft, as one of the pieces that the procedure asks for.

    Raises DraftMissing, DocumentNotYours, AttachmentUnknown, AttachmentUndated, AttachmentTooOld,
    AttachmentInTheFuture, DocumentGone, DocumentExpired.
    """
    case = own_draft(case, by)
    if document.owner_id != by.pk:
        raise DocumentNotYours
    asked = piece_of(case, kind)
    if asked is None:
        raise AttachmentUnknown
    check_piece(kind=asked, document=documents.hold(document), at=at)
    attachment, created = CaseAttachment.objects.get_or_create(
        case=case, document=document, kind=kind, defaults={"added_at": at}
    )
    if created:
        Case.objects.filter(pk=case.pk).update(updated_at=at, erasure_told_at=None)
        record(action="casework.document_attached", actor=by, subject=case, at=at, data={"kind": kind})
    return attachment


@transaction.atomic
def join_again(*, case: Case, attachment: CaseAttachment, by: User, at: datetime) -> None:
    """Join to a request just filed a piece that this person sent with another, unless there is one of its kind."""
    if attachment.document.owner_id != by.pk:
        raise DocumentNotYours
    if case.attachments.filter(kind=attachment.kind).exists():
        return
    CaseAttachment.objects.create(case=case, document=attachment.document, kind=attachment.kind, added_at=at)
    record(action="casework.document_attached", actor=by, subject=case, at=at, data={"kind": attachment.kind})


@transaction.atomic
def detach(*, attachment: CaseAttachment, by: User, at: datetime) -> None:
    """Take a piece out of a draft; the document stays in the person's own space. Raises DraftMissing."""
    case = own_draft(attachment.case, by)
    record(action="casework.document_detached", actor=by, subject=case, at=at, data={"kind": attachment.kind})
    attachment.delete()


def check_piece(*, kind: AttachmentKind, document: Document, at: datetime) -> None:
    """Refuse a document too old for what it must prove, or no longer valid.

    Raises AttachmentUndated, AttachmentTooOld, AttachmentInTheFuture, DocumentExpired.
    """
    today = local(at).date()
    check_age(kind, document.issued_on, today)
    known = context.config().document_kind(kind.document_kind)
    documents.check_not_expired(document=document, kind=known, today=today)


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


def check_open(procedure: Procedure, user: User, at: datetime) -> None:
    """Refuse what is closed today, what is for families only, and a second request while the first is alive."""
    opening = procedure.definition.opening(local(at).date())
    if procedures.find(procedure.slug) is None or not opening.is_open:
        raise ProcedureClosed(title=procedure.title, until=wording.until(opening))
    if procedure.definition.audience is Audience.REPRESENTATIVE and families.household_of(user) is None:
        raise FamilyNeeded
    if not procedure.definition.repeatable and procedure.definition.about is About.NOTHING:
        live = Case.objects.of_requester(user).filter(procedure=procedure.slug).live().first()
        if live is not None:
            raise AlreadyFiled(number=live.number)


def piece_of(case: Case, slug: str) -> AttachmentKind | None:
    """Return the piece of this slug among those that the answers of the case call for."""
    asked = handlers.of_case(case).attachments(procedures.of_case(case), case.payload)
    return next((kind for kind in asked if kind.slug == slug), None)


def _first_payload(procedure: Procedure, handler: handlers.DecisionHandler, user: User, at: datetime) -> dict[str, Any]:
    payload = handler.new_payload(user, at)
    return payload if procedures.is_special(procedure.slug) else payloads.new(procedure.definition, payload)


def own_draft(case: Case, by: User) -> Case:
    """Return this person's draft, locked. Raises DraftMissing."""
    current = locked(case)
    if current.status != CaseStatus.DRAFT or current.requester_id != by.pk:
        raise DraftMissing
    return current
