"""The home of somebody signed in: what must I do, what is happening, where are my requests."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from apps.accounts.models import User
from apps.casework import queries as cases
from apps.casework.deadlines import last_day
from apps.casework.enums import CaseStatus, Clock
from apps.casework.models import Case
from apps.casework.permissions import may_file
from apps.casework.todo import may_declare
from apps.documents import queries as documents
from apps.documents.models import Document
from apps.enrolments.todo import procedure_in
from apps.families import queries as families
from apps.families.queries import FamilyCard
from apps.messaging import queries as messaging
from apps.messaging.models import Notice
from communes_config.schema import CommuneConfig
from tenants import context

from .children import Week, week_of
from .news import NewsLine, news_of
from .todo import TodoLine, todo_of

SHOWN_AT_ONCE: Final = 5
REQUESTS_SHOWN: Final = 5
LINES_SHOWN: Final = 3

TONES: Final = {
    CaseStatus.SUBMITTED: "info",
    CaseStatus.IN_REVIEW: "info",
    CaseStatus.NEEDS_INFORMATION: "warning",
    CaseStatus.ACCEPTED: "success",
    CaseStatus.REFUSED: "danger",
    CaseStatus.CLOSED: "success",
}
STAGES: Final = {CaseStatus.SUBMITTED: 1, CaseStatus.IN_REVIEW: 2, CaseStatus.NEEDS_INFORMATION: 2}
LAST_STAGE: Final = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class RequestLine:
    """A request: `stage` of 3 is drawn, the badge says it in words; `answer_by` is the last day of the service."""

    case: Case
    tone: str
    stage: int
    answer_by: date | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Dashboard:
    today: date
    first_to_do: tuple[TodoLine, ...]
    then_to_do: tuple[TodoLine, ...]
    week: Week
    requests: tuple[RequestLine, ...]
    family: FamilyCard | None
    may_declare: bool
    may_file: bool
    enrols_with: str
    notices: tuple[Notice, ...]
    documents: tuple[Document, ...]
    news: tuple[NewsLine, ...]


def dashboard_of(user: User, config: CommuneConfig, at: datetime) -> Dashboard:
    """Return everything the home shows about this person; a fixed number of queries."""
    today = context.local_date(at)
    filed = cases.cases_of(user, on=today)
    to_do = todo_of(user, at)
    week = week_of(user, at)
    family = families.family_card(user)
    return Dashboard(
        today=today,
        first_to_do=to_do[:SHOWN_AT_ONCE],
        then_to_do=to_do[SHOWN_AT_ONCE:],
        week=week,
        requests=tuple(_request(case) for case in filed[:REQUESTS_SHOWN]),
        family=family,
        may_declare=family is None and may_declare(user, filed),
        may_file=may_file(user),
        enrols_with=procedure_in(config) if family else "",
        notices=tuple(messaging.notices_of(user, today)[:LINES_SHOWN]),
        documents=tuple(documents.documents_of(user).readable()[:LINES_SHOWN]),
        news=news_of(week.children, today),
    )


def _request(case: Case) -> RequestLine:
    running = case.clock == Clock.RUNNING and case.due_at is not None
    return RequestLine(
        case=case,
        tone=TONES.get(CaseStatus(case.status), "neutral"),
        stage=STAGES.get(CaseStatus(case.status), LAST_STAGE),
        answer_by=last_day(case.due_at) if running and case.due_at else None,
    )
