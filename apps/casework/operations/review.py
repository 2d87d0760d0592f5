"""What agents do with a case. Each takes the `version` the agent had on screen: the second of two agents is told."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from apps.accounts.models import User
from apps.audit.operations import record
from apps.casework import handlers, notices
from apps.casework.enums import CaseStatus, EventKind
from apps.casework.errors import (
    AgentOfAnotherService,
    DecisionAwaited,
    MessageMissing,
    NothingToDecide,
    QuestionNotAsked,
    ReasonMissing,
)
from apps.casework.models import Case, CaseMessage, InformationRequest
from apps.casework.operations.moves import locked, log, move, touch
from apps.casework.permissions import may_decide
from apps.casework.reopening import askable


@transaction.atomic
def take(*, case: Case, by: User, at: datetime, version: int | None = None) -> Case:
    """Begin to work on a filed case. Raises CaseChanged, AgentOfAnotherService, TransitionRefused."""
    case = _in_hand(case, by, version)
    move(case, CaseStatus.IN_REVIEW, at=at, assigned_to=by)
    log(case, EventKind.TAKEN, by=by, at=at)
    notices.taken(case=case, at=at)
    return case


@transaction.atomic
def assign(*, case: Case, to: User, by: User, at: datetime, version: int | None = None) -> Case:
    """Give a case to another agent of its service. Raises CaseChanged, AgentOfAnotherService."""
    case = _in_hand(case, by, version)
    _check_agent(to, case)
    touch(case, at=at, assigned_to=to)
    log(case, EventKind.ASSIGNED, by=by, at=at)
    return case


@transaction.atomic
def ask_information(
    *,
    case: Case,
    by: User,
    at: datetime,
    message: str,
    pieces: Sequence[str] = (),
    kinds: Sequence[str] = (),
    questions: Sequence[str] = (),
    version: int | None = None,
) -> Case:
    """Ask for what is missing, each piece by the name the citizen reads; the time before silence decides stops.

    `kinds` are the slugs of the pieces in the procedure, so that each has its own place in the answer;
    `questions` are those to answer again.

    Raises CaseChanged, AgentOfAnotherService, TransitionRefused, MessageMissing, QuestionNotAsked.
    """
    case = _in_hand(case, by, version)
    if not message.strip():
        raise MessageMissing
    if set(questions) - {question.slug for _, question in askable(case)}:
        raise QuestionNotAsked
    move(case, CaseStatus.NEEDS_INFORMATION, at=at, clock_stopped_at=at, family_wrote_at=None)
    request = InformationRequest.objects.create(
        case=case,
        asked_at=at,
        asked_by=by,
        message=message.strip(),
        pieces=list(pieces),
        kinds=list(kinds),
        questions=list(questions),
    )
    CaseMessage.objects.create(case=case, author=by, from_service=True, body=_as_message(request), at=at)
    log(case, EventKind.INFORMATION_ASKED, by=by, at=at, text=", ".join(request.pieces))
    notices.information_asked(case=case, request=request, at=at)
    return case


@transaction.atomic
def accept(*, case: Case, by: User, at: datetime, note: str = "", version: int | None = None) -> Case:
    """Accept the case and do what it asks, all or nothing.

    Raises CaseChanged, AgentOfAnotherService, NothingToDecide, TransitionRefused, or whatever the handler refuses.
    """
    case = _to_decide(case, by, version)
    move(case, CaseStatus.ACCEPTED, at=at, decided_at=at, decision_note=note.strip(), family_wrote_at=None)
    outcome = handlers.of_case(case).accept(case=case, by=by, at=at)
    log(case, EventKind.ACCEPTED, by=by, at=at, text=case.decision_note)
    notices.accepted(case=case, outcome=outcome, at=at)
    return case


@transaction.atomic
def choose_changes(*, case: Case, accepted: Sequence[str], by: User, at: datetime, version: int | None = None) -> Case:
    """Say which of the changes asked for will be made if the case is accepted; the others will not.

    Raises CaseChanged, AgentOfAnotherService.
    """
    case = _in_hand(case, by, version)
    touch(case, at=at, payload={**case.payload, "accepted": list(accepted)})
    record(action="casework.changes_chosen", actor=by, subject=case, at=at, data={"accepted": list(accepted)})
    return case


@transaction.atomic
def refuse(*, case: Case, by: User, at: datetime, reason: str, version: int | None = None) -> Case:
    """Refuse the case with the reason that the citizen reads.

    Raises CaseChanged, AgentOfAnotherService, NothingToDecide, TransitionRefused, ReasonMissing.
    """
    case = _to_decide(case, by, version)
    if not reason.strip():
        raise ReasonMissing
    move(case, CaseStatus.REFUSED, at=at, decided_at=at, decision_note=reason.strip(), family_wrote_at=None)
    handlers.of_case(case).refuse(case=case, by=by, at=at)
    log(case, EventKind.REFUSED, by=by, at=at, text=case.decision_note)
    notices.refused(case=case, at=at)
    return case


@transaction.atomic
def close(*, case: Case, by: User, at: datetime, words: str = "", version: int | None = None) -> Case:
    """Answer what asks for no decision, and be done with it: neither accepted nor refused.

    Raises CaseChanged, AgentOfAnotherService, DecisionAwaited, TransitionRefused.
    """
    case = _in_hand(case, by, version)
    if case.awaits_decision:
        raise DecisionAwaited
    move(case, CaseStatus.CLOSED, at=at, decided_at=at, decision_note=words.strip(), family_wrote_at=None)
    log(case, EventKind.CLOSED, by=by, at=at, text=case.decision_note)
    notices.closed(case=case, at=at)
    return case


def _to_decide(case: Case, by: User, version: int | None) -> Case:
    case = _in_hand(case, by, version)
    if not case.awaits_decision:
        raise NothingToDecide
    return case


def _in_hand(case: Case, by: User, version: int | None) -> Case:
    case = locked(case, version=version)
    _check_agent(by, case)
    return case


def _check_agent(agent: User, case: Case) -> None:
    if not may_decide(agent, case):
        raise AgentOfAnotherService(name=agent.full_name or agent.username)


def _as_message(request: InformationRequest) -> str:
    lines = "".join(f"\n– {line}" for line in (*request.pieces, *request.told_questions))
    return f"{request.message}\n{lines}" if lines else request.message
