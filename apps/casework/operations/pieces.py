"""What agents say of a piece that was sent: it does, or it does not and why."""

from datetime import datetime

from django.db import transaction

from apps.accounts.models import User
from apps.audit.operations import record
from apps.casework.enums import PieceVerdict
from apps.casework.errors import AgentOfAnotherService, ExchangesClosed, PieceReasonMissing
from apps.casework.models import CaseAttachment
from apps.casework.operations.moves import locked, touch
from apps.casework.permissions import may_decide
from apps.casework.workflow import LIVE


@transaction.atomic
def judge_piece(
    *,
    attachment: CaseAttachment,
    verdict: PieceVerdict,
    by: User,
    at: datetime,
    reason: str = "",
    version: int | None = None,
) -> CaseAttachment:
    """Accept a piece or refuse it with the reason the citizen reads; either may be taken back while the case lives.

    A refused piece is asked for again by default. Raises CaseChanged, AgentOfAnotherService, ExchangesClosed,
    PieceReasonMissing.
    """
    case = locked(attachment.case, version=version)
    if not may_decide(by, case):
        raise AgentOfAnotherService(name=by.full_name or by.username)
    if case.status not in LIVE:
        raise ExchangesClosed
    if verdict == PieceVerdict.REFUSED and not reason.strip():
        raise PieceReasonMissing
    attachment.verdict = verdict
    attachment.verdict_reason = reason.strip() if verdict == PieceVerdict.REFUSED else ""
    attachment.verdict_by, attachment.verdict_at = by, at
    attachment.save(update_fields=["verdict", "verdict_reason", "verdict_by", "verdict_at"])
    touch(case, at=at)
    data = {"number": case.number, "kind": attachment.kind, "reason": attachment.verdict_reason}
    record(action=f"casework.piece_{verdict}", actor=by, subject=case, at=at, data=data)
    return attachment


@transaction.atomic
def note_piece_reading(*, attachment: CaseAttachment, by: User, at: datetime, why: str) -> None:
    """Write down, before it is opened, who reads a judgment or what a household earns, and why."""
    case = attachment.case
    data = {"number": case.number, "kind": attachment.document.kind, "attachment": attachment.pk}
    record(action="casework.piece_read", actor=by, subject=case, at=at, reason=why, data=data)
