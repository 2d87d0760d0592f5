import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from apps.accounts.models import User
from apps.casework import handlers, notices, procedures
from apps.casework.deadlines import local, silence_ends
from apps.casework.enums import CaseStatus, EventKind
from apps.casework.errors import AccountMayNotFile, AttachmentsMissing, CaseIncomplete, DraftMissing
from apps.casework.models import Case
from apps.casework.operations.drafts import check_age, check_not_filed
from apps.casework.operations.moves import locked, log, move
from apps.casework.permissions import may_file
from apps.casework.queries import tracking_digest
from core.identifiers import case_number


@dataclass(frozen=True, kw_only=True)
class Filed:
    """`tracking_token` opens the public page that shows the number and the state; only its digest is kept."""

    case: Case
    tracking_token: str


@transaction.atomic
def submit(*, case: Case, by: User, at: datetime) -> Filed:
    """File a draft: a number, a date from which silence counts, an acknowledgement (CRPA R112-5).

    Raises AccountMayNotFile, DraftMissing, AlreadyFiled, CaseIncomplete, AttachmentsMissing, AttachmentTooOld.
    """
    if not may_file(by):
        raise AccountMayNotFile
    User.objects.select_for_update().get(pk=by.pk)
    case = locked(case)
    if case.requester_id != by.pk or case.status != CaseStatus.DRAFT:
        raise DraftMissing
    check_not_filed(by, case.procedure)
    procedure = procedures.get(case.procedure)
    handler = handlers.get(procedure.handler)
    handler.check_filing(by, case.payload)
    _check_complete(case, procedure.terms, handler, at)
    token = secrets.token_urlsafe(32)
    _file(case, procedure.terms, token, at)
    log(case, EventKind.SUBMITTED, by=by, at=at)
    notices.acknowledge(case=case, token=token, at=at)
    return Filed(case=case, tracking_token=token)


def _file(case: Case, terms: procedures.Terms, token: str, at: datetime) -> None:
    move(
        case,
        CaseStatus.SUBMITTED,
        at=at,
        number=case_number(local(at).year, _next_number(local(at).year)),
        title=terms.title,
        service=terms.service,
        silence_accepts=terms.silence_accepts,
        submitted_at=at,
        due_at=silence_ends(at, terms.silence_months),
        tracking_digest=tracking_digest(token),
    )


def _check_complete(case: Case, terms: procedures.Terms, handler: handlers.DecisionHandler, at: datetime) -> None:
    today = local(at).date()
    problems = handler.problems(case.payload, today)
    if problems:
        raise CaseIncomplete(problems=problems)
    joined = list(case.attachments.select_related("document"))
    kinds = {attachment.kind for attachment in joined}
    missing = [kind.title for kind in terms.required if kind.slug not in kinds]
    if missing:
        raise AttachmentsMissing(titles=", ".join(missing))
    for attachment in joined:
        asked = terms.attachment(attachment.kind)
        if asked is not None:
            check_age(asked, attachment.document.issued_on, today)


def _next_number(year: int) -> int:
    """Take the next number of the year; whoever comes next waits for this transaction, and a rollback gives it back."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO casework_casecounter (year, last) VALUES (%s, 1)"
            " ON CONFLICT (year) DO UPDATE SET last = casework_casecounter.last + 1 RETURNING last",
            [year],
        )
        return int(cursor.fetchone()[0])
