"""The work list: what waits for this agent, in as many queries whatever the length of the queues."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from apps.accounts.models import User
from apps.accounts.permissions import Permission
from apps.backoffice.agents import Agent
from apps.backoffice.queries import accounts, cases
from apps.casework.enums import CaseStatus
from apps.casework.models import CaseQuerySet
from apps.families.models import MatchCandidate, ServiceKey
from apps.families.queries import pending_matches, ties_to_confirm
from apps.messaging.models import Message

SHOWN = 6


@dataclass(frozen=True, kw_only=True, slots=True)
class Work:
    """Each number is the length of the list that it links to; the rows are the most urgent of that list."""

    sees_accounts: bool
    sees_families: bool
    accounts: list[accounts.AccountRow]
    accounts_count: int
    accounts_late: int
    loads: tuple[cases.ServiceLoad, ...]
    cases: list[cases.CaseRow]
    mine: list[cases.CaseRow]
    mine_count: int
    unread: list[cases.CaseRow]
    unread_count: int
    matches: list[MatchCandidate]
    matches_count: int
    ties: list[ServiceKey]
    mails: list[Message]
    mails_count: int

    @property
    def cases_count(self) -> int:
        return sum(load.total for load in self.loads)

    @property
    def is_empty(self) -> bool:
        return not (self.accounts_count or self.cases_count or self.matches_count or self.ties or self.mails_count)


def work_of(agent: Agent, visible: CaseQuerySet, services: Mapping[str, str], now: datetime) -> Work:
    """Return what waits for this agent, and nothing of what its roles do not let it read."""
    sees_accounts, sees_families = (
        permission in agent.granted for permission in (Permission.SEE_ACCOUNTS, Permission.SEE_FAMILIES)
    )
    count, late = accounts.waiting(now) if sees_accounts else (0, 0)
    waiting = list(User.objects.citizens().to_approve()[:SHOWN]) if sees_accounts else []
    to_take = cases.in_order(visible.filter(status=CaseStatus.SUBMITTED))
    mine = cases.in_order(visible.live().filter(assigned_to=agent.user))
    unread = cases.in_order(visible.filter(family_wrote_at__isnull=False))
    undelivered = Message.objects.lost() if sees_accounts else Message.objects.none()
    matches = pending_matches() if sees_families else MatchCandidate.objects.none()
    return Work(
        sees_accounts=sees_accounts,
        sees_families=sees_families,
        accounts=accounts.rows_of(waiting, now),
        accounts_count=count,
        accounts_late=late,
        loads=cases.loads(visible, services, now),
        cases=cases.rows_of(to_take[:SHOWN], services, now),
        mine=cases.rows_of(mine[:SHOWN], services, now),
        mine_count=mine.count(),
        unread=cases.rows_of(unread[:SHOWN], services, now),
        unread_count=unread.count(),
        matches=list(matches[:SHOWN]),
        matches_count=matches.count(),
        ties=list(ties_to_confirm()[:SHOWN]) if sees_families else [],
        mails=list(undelivered[:SHOWN]),
        mails_count=undelivered.count(),
    )
