import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from apps.accounts.models import User
from apps.casework import handlers, notices, procedures
from apps.casework.deadlines import local, silence_ends
from apps.casework.enums import CaseStatus, EventKind
from apps.casework.errors import AccountMayNotFile, AttachmentsMissing, CaseIncomplete, DraftMissing
from apps.casework.models import Case
from apps.casework.operations.drafts import attach, check_age, check_open, open_draft, save_draft
from apps.casework.operations.moves import locked, log, move
from apps.casework.permissions import may_file
from apps.casework.procedures import Procedure
from apps.casework.queries import tracking_digest
from apps.documents.models import Document
from core.identifiers import case_number


@dataclass(frozen=True, kw_only=True)
class Filed:
    """`tracking_token` opens the public page that shows the number and the state; only its digest is kept."""

    case: Case
    tracking_token: str


@transaction.atomic
def submit(*, case: Case, by: User, at: datetime) -> Filed:
    """File a draft: a number, a date from which silence counts, an acknowledgement (CRPA R112-5).

    A piece that the answers no longer call for is left out. A procedure decided at once is accepted in the same breath.

    Raises AccountMayNotFile, DraftMissing, ProcedureClosed, FamilyNeeded, AlreadyFiled, CaseIncomplete,
    AttachmentsMissing, AttachmentTooOld, or whatever the handler refuses.
    """
    if not may_file(by):
        raise AccountMayNotFile
    User.objects.select_for_update().get(pk=by.pk)
    case = locked(case)
    if case.requester_id != by.pk or case.status != CaseStatus.DRAFT:
        raise DraftMissing
    procedure = procedures.of_case(case)
    check_open(procedure, by, at)
    handler = handlers.get(procedure.handler)
    handler.check_filing(by, case.payload)
    _check_complete(case, procedure, handler, at)
    token = secrets.token_urlsafe(32)
    _file(case, procedure, handler, token, at)
    handler.lodged(case=case, by=by, at=at)
    log(case, EventKind.SUBMITTED, by=by, at=at)
    if procedure.definition.decided_at_once:
        _decide_at_once(case, handler, at)
    else:
        notices.acknowledge(case=case, token=token, at=at)
    return Filed(case=case, tracking_token=token)


@transaction.atomic
def file_at_once(
    *, procedure: str, payload: dict[str, Any], by: User, at: datetime, pieces: Mapping[str, Document] | None = None
) -> Case:
    """File what was written on one page, with its pieces by kind: no draft is left when it is refused.

    Raises as `open_draft`, `attach` and `submit`.
    """
    case = save_draft(case=open_draft(procedure=procedure, by=by, at=at), payload=payload, by=by, at=at)
    for kind, document in (pieces or {}).items():
        attach(case=case, document=document, kind=kind, by=by, at=at)
    return submit(case=case, by=by, at=at).case


def _decide_at_once(case: Case, handler: handlers.DecisionHandler, at: datetime) -> None:
    """Accept what needs no agent: the answer is the acknowledgement."""
    move(case, CaseStatus.IN_REVIEW, at=at)
    move(case, CaseStatus.ACCEPTED, at=at, decided_at=at)
    outcome = handler.accept(case=case, by=case.requester, at=at)
    log(case, EventKind.ACCEPTED, by=None, at=at)
    notices.accepted(case=case, outcome=outcome, at=at)


def _file(case: Case, procedure: Procedure, handler: handlers.DecisionHandler, token: str, at: datetime) -> None:
    terms = procedure.terms
    move(
        case,
        CaseStatus.SUBMITTED,
        at=at,
        number=case_number(local(at).year, _next_number(local(at).year)),
        title=terms.title,
        payload=handler.filed(procedure, case.requester, case.payload, at),
        reserved_to=handler.reserved_to or "",
        procedure_version=procedure.version,
        service=handler.service(procedure, case.payload),
        silence_accepts=terms.silence_accepts,
        awaits_decision=terms.awaits_decision,
        submitted_at=at,
        due_at=silence_ends(at, terms.silence_months),
        tracking_digest=tracking_digest(token),
    )


def _check_complete(case: Case, procedure: Procedure, handler: handlers.DecisionHandler, at: datetime) -> None:
    today = local(at).date()
    problems = handler.questionnaire(case, at).asked(case).problems
    if problems:
        raise CaseIncomplete(problems=problems)
    joined = list(case.attachments.select_related("document"))
    asked = {kind.slug: kind for kind in handler.attachments(procedure, case.payload)}
    missing = [k.title for k in asked.values() if k.required and k.slug not in {one.kind for one in joined}]
    if missing:
        raise AttachmentsMissing(titles=", ".join(missing))
    for attachment in joined:
        if attachment.kind in asked:
            check_age(asked[attachment.kind], attachment.document.issued_on, today)


def _next_number(year: int) -> int:
    """Take the next number of the year; whoever comes next waits for this transaction, and a rollback gives it back."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO casework_casecounter (year, last) VALUES (%s, 1)"
            " ON CONFLICT (year) DO UPDATE SET last = casework_casecounter.last + 1 RETURNING last",
            [year],
        )
        return int(cursor.fetchone()[0])
