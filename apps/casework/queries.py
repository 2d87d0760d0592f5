"""Reads on cases: a citizen's own, the agents' work list, one case ready to be decided."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet

from apps.accounts.models import User
from apps.accounts.permissions import Permission, Scope
from apps.casework import handlers, procedures, reopening
from apps.casework.catalogue import ProcedureCard as ProcedureCard
from apps.casework.catalogue import catalogue as catalogue
from apps.casework.deadlines import last_day
from apps.casework.enums import CannedUse, CaseStatus, Clock, PieceVerdict
from apps.casework.models import (
    CannedAnswer,
    Case,
    CaseAttachment,
    CaseEvent,
    CaseMessage,
    CaseQuerySet,
    InformationRequest,
)
from apps.casework.silence import followed, may_be_followed, with_silence
from apps.casework.workflow import LIVE, UNFILED
from apps.documents.queries import VaultItem, kept_by
from communes_config.schema import AttachmentKind, Service
from core.identifiers import fold


@dataclass(frozen=True, kw_only=True)
class Piece:
    """What the procedure asks for, and what was joined for it."""

    kind: AttachmentKind
    attachments: tuple[CaseAttachment, ...]

    @property
    def is_missing(self) -> bool:
        return self.kind.required and not self.attachments

    @property
    def refused(self) -> CaseAttachment | None:
        """The last document joined for this, when an agent refused it and nothing came since."""
        last = self.attachments[-1] if self.attachments else None
        return last if last is not None and last.verdict == PieceVerdict.REFUSED else None

    @property
    def as_asked(self) -> str:
        """What the citizen reads when the piece is asked for again."""
        return f"{self.kind.title} ({self.refused.verdict_reason})" if self.refused else self.kind.title


@dataclass(frozen=True, kw_only=True)
class CaseFile:
    """A case with everything its page shows; `other_attachments` came with messages and answer no piece asked."""

    case: Case
    service: Service
    sections: Sequence[handlers.Section]
    pieces: tuple[Piece, ...]
    other_attachments: tuple[CaseAttachment, ...]
    events: tuple[CaseEvent, ...]
    exchanges: tuple[CaseMessage, ...]
    waiting_request: InformationRequest | None

    @property
    def attachments(self) -> tuple[CaseAttachment, ...]:
        return (*(attachment for piece in self.pieces for attachment in piece.attachments), *self.other_attachments)

    @property
    def asked_again(self) -> tuple[Piece, ...]:
        """The pieces that the service waits for now, one by one."""
        waited = self.waiting_request.kinds if self.waiting_request else ()
        return tuple(piece for piece in self.pieces if piece.kind.slug in waited)

    @property
    def has_attachments(self) -> bool:
        return bool(self.other_attachments or any(piece.attachments for piece in self.pieces))

    @property
    def missing(self) -> tuple[str, ...]:
        """What the service waits for, as the citizen reads it on the page of the request."""
        waiting = self.waiting_request
        return (*waiting.pieces, *reopening.labels(self.case, waiting.questions)) if waiting else ()

    @property
    def decided_by_silence_after(self) -> date | None:
        """The last day the service has, while the time runs."""
        return last_day(self.case.due_at) if self.case.clock == Clock.RUNNING and self.case.due_at else None


@dataclass(frozen=True, kw_only=True)
class DecisionFile(CaseFile):
    """The same for the agent who decides; `known` is what the handler says that the commune knows already."""

    known: object


@dataclass(frozen=True, kw_only=True)
class TrackedCase:
    """All that a tracking link shows to whoever holds it."""

    number: str
    status: CaseStatus


@dataclass(frozen=True, kw_only=True)
class WorkFilters:
    """What an agent asks of the work list; the default is everything that is not decided.

    `min_age_days` keeps the cases filed at least that many days ago; `text` is a number or a name.
    """

    statuses: tuple[CaseStatus, ...] = LIVE
    service: str = ""
    procedure: str = ""
    assigned_to: int | None = None
    unassigned: bool = False
    min_age_days: int = 0
    late: bool = False
    text: str = ""


def tracking_digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def cases_of(user: User, *, on: date | None = None) -> list[Case]:
    """Return the filed cases of this person, newest first, without their contents.

    Those about a child of whom a judge lets the person know nothing are left out; without a day, whatever the dates
    of the judgment.
    """
    return followed(with_silence(Case.objects.of_requester(user).filed().defer("payload"), on))


def case_of(user: User, number: str, *, on: date | None = None) -> Case | None:
    """Return a filed case of this person, or None: a stranger's case, or one kept from this person, does not exist."""
    if not number:
        return None
    mine = Case.objects.of_requester(user).filed().select_related("requester__address").filter(number=number)
    found = with_silence(mine, on).first()
    return found if found is not None and may_be_followed(found) else None


def draft_of(user: User, procedure: str) -> Case | None:
    return Case.objects.of_requester(user).drafts().filter(procedure=procedure).first()


def drafts_of(user: User) -> QuerySet[Case]:
    """Return the drafts this person may take up again, last touched first, without their contents."""
    return Case.objects.of_requester(user).drafts().defer("payload").order_by("-updated_at", "-pk")


def live_case_of(user: User, procedure: str) -> Case | None:
    return Case.objects.of_requester(user).live().filter(procedure=procedure).first()


def tracked(token: str, *, on: date | None = None) -> TrackedCase | None:
    """Return what the holder of a tracking link may see, or None."""
    found = with_silence(Case.objects.filed().filter(tracking_digest=tracking_digest(token)), on).first()
    if found is None or not may_be_followed(found):
        return None
    return TrackedCase(number=found.number, status=CaseStatus(found.status))


def pieces_of(case: Case) -> tuple[Piece, ...]:
    """Return each piece the procedure asks for, with what was joined for it."""
    joined = list(case.attachments.select_related("document"))
    return _pieces(case, joined)


def attachment_of(case: Case, pk: int) -> CaseAttachment | None:
    return case.attachments.select_related("case").filter(pk=pk).first()


def attachment_for(user: User, number: str, pk: int, *, on: date | None = None) -> CaseAttachment | None:
    """Return a document joined to a case of this person by either side, or None."""
    found = case_of(user, number, on=on)
    return found.attachments.select_related("document").filter(pk=pk).first() if found else None


def canned_answers(services: Iterable[str]) -> QuerySet[CannedAnswer]:
    """Return what is written beforehand for these services (an empty slug: for all of them)."""
    return CannedAnswer.objects.filter(service__in=services).order_by("use", "title", "pk")


def canned_for(case: Case) -> dict[CannedUse, tuple[CannedAnswer, ...]]:
    """Return the answers written beforehand that suit a case, by where they are used, in one query."""
    suited = canned_answers(("", case.service)).filter(procedure__in=("", case.procedure))
    found = list(suited)
    return {use: tuple(answer for answer in found if answer.use == use) for use in CannedUse}


def vault_for(case: Case, at: datetime) -> tuple[VaultItem, ...]:
    """Return the person's own documents that are not joined to this case yet, newest first."""
    joined = CaseAttachment.objects.filter(case=case).values("document")
    return kept_by(case.requester, at, without=joined)


def case_file(case: Case) -> CaseFile:
    """Return a citizen's case with everything its page shows."""
    return CaseFile(**_contents(case))


def decision_file(case: Case) -> DecisionFile:
    """Return a case with everything an agent needs to decide it."""
    handler = handlers.of_case(case)
    return DecisionFile(**_contents(case), known=handler.known(case))


def cases_of_services(scope: Scope, granted: Iterable[Permission] = ()) -> CaseQuerySet:
    """Return the filed cases that an agent of this scope may open; what is reserved, only with the permission."""
    cases = Case.objects.filed().readable_with(granted).select_related("requester__address", "assigned_to")
    return cases if scope.everywhere else cases.of_services(scope.services)


def work_list(scope: Scope, filters: WorkFilters, at: datetime) -> QuerySet[Case]:
    """Return the cases to work on, oldest first, without their contents; constant number of queries."""
    cases = cases_of_services(scope).defer("payload").filter(status__in=filters.statuses)
    if filters.service:
        cases = cases.filter(service=filters.service)
    if filters.procedure:
        cases = cases.filter(procedure=filters.procedure)
    if filters.assigned_to is not None:
        cases = cases.filter(assigned_to=filters.assigned_to)
    if filters.unassigned:
        cases = cases.filter(assigned_to=None)
    if filters.min_age_days:
        cases = cases.filter(submitted_at__lte=at - timedelta(days=filters.min_age_days))
    if filters.late:
        cases = cases.filter(clock_stopped_at=None, due_at__lte=at)
    return _said(cases, filters.text).order_by("submitted_at", "pk")


def counts(scope: Scope) -> dict[CaseStatus, int]:
    """Return how many cases of this scope are in each state, in one query."""
    rows = cases_of_services(scope).order_by().values_list("status").annotate(Count("pk"))
    found = dict(rows)
    return {status: found.get(status, 0) for status in CaseStatus if status not in UNFILED}


def _said(cases: QuerySet[Case], text: str) -> QuerySet[Case]:
    wanted = text.strip()
    if not wanted:
        return cases
    about = Q(number__contains=wanted) | Q(requester__email_key=wanted.lower())
    names = Q()
    for word in fold(wanted).split():
        names &= Q(requester__usual_name__icontains=word) | Q(requester__first_names__icontains=word)
    return cases.filter(about | names) if names else cases.filter(about)


def _contents(case: Case) -> dict[str, object]:
    handler = handlers.of_case(case)
    joined = list(case.attachments.select_related("document", "verdict_by"))
    pieces = _pieces(case, joined)
    asked = {piece.kind.slug for piece in pieces}
    return {
        "case": case,
        "service": procedures.service_of(case.service),
        "sections": handler.sections(case),
        "pieces": pieces,
        "other_attachments": tuple(attachment for attachment in joined if attachment.kind not in asked),
        "events": tuple(case.events.select_related("by").order_by("at", "pk")),
        "exchanges": tuple(case.exchanges.select_related("author").prefetch_related("attachments__document")),
        "waiting_request": case.information_requests.filter(answered_at=None).first(),
    }


def _pieces(case: Case, joined: Sequence[CaseAttachment]) -> tuple[Piece, ...]:
    return tuple(
        Piece(kind=kind, attachments=tuple(attachment for attachment in joined if attachment.kind == kind.slug))
        for kind in handlers.of_case(case).attachments(procedures.of_case(case), case.payload)
    )
