"""The lines of a request under the agent's eyes: the places they would take, and what speaks against each today."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from apps.activities.definitions import rules_of
from apps.activities.models import Group
from apps.activities.queries import Offer, today_of
from apps.enrolments.enums import EnrolmentStatus
from apps.enrolments.models import Enrolment
from apps.enrolments.queries import Occupancy, has_meal, occupancies
from apps.enrolments.questions import pai_slug
from apps.enrolments.situation import offered
from apps.health.models import IndividualPlan
from apps.health.queries import PLAN_CODES, Standing, standings
from core.blocks import Block
from core.schooling import SchoolYear

SETTLED_BY_AGENTS = frozenset({"already_enrolled", "data_uncertified", "not_open_yet", "closed", "residents_only"})


@dataclass(frozen=True, kw_only=True)
class KnownLine:
    """One line: the place it would take, and what speaks against it today.

    `plan` is the care plan that a block speaks of, for who may open it; None when it is asked in the request itself.
    """

    enrolment: Enrolment
    groups: tuple[Group, ...]
    occupancy: Occupancy | None
    blocks: tuple[Block, ...]
    plan: IndividualPlan | None = None


@dataclass(frozen=True, kw_only=True)
class KnownLines:
    template: ClassVar[str] = "backoffice/cases/known_enrolments.html"
    lines: tuple[KnownLine, ...]

    @property
    def is_open(self) -> bool:
        return any(line.enrolment.status == EnrolmentStatus.REQUESTED for line in self.lines)


def known_lines(lines: Sequence[Enrolment], answers: Mapping[str, Any], at: datetime) -> KnownLines:
    return KnownLines(lines=tuple(_known(lines, answers, at)))


def _known(lines: Sequence[Enrolment], answers: Mapping[str, Any], at: datetime) -> Iterable[KnownLine]:
    today = today_of(at)
    children = list({line.child_id: line.child for line in lines}.values())
    offers = offered(children, at, lines[0].household if lines else None)
    health = standings(children)
    groups = list(Group.objects.current().filter(activity__in={line.activity_id for line in lines}))
    years = {line.school_year for line in lines} or {str(SchoolYear.of(today))}
    full = {year: occupancies(groups, year, today) for year in sorted(years)}
    for line in lines:
        standing = health[line.child_id]
        asked = answers.get(pai_slug(line.child)) is True and not standing.plans
        plan_blocks = _plan_blocks(line, standing.with_a_plan_asked() if asked else standing, today)
        yield KnownLine(
            enrolment=line,
            groups=tuple(group for group in groups if group.activity_id == line.activity_id),
            occupancy=full[line.school_year].get(line.group_id) if line.group_id else None,
            blocks=(*_offer_blocks(line, offers.get(line.child_id, ())), *plan_blocks),
            plan=standing.plan_to_follow if plan_blocks else None,
        )


def _offer_blocks(line: Enrolment, offers: Iterable[Offer]) -> Iterable[Block]:
    """Return what the catalogue says against a line, less what the agent settles and what `_plan_blocks` says."""
    for offer in offers:
        if offer.activity.pk == line.activity_id and (offer.period.pk if offer.period else None) == line.period_id:
            yield from (block for block in offer.blocks if block.code not in SETTLED_BY_AGENTS | PLAN_CODES)


def _plan_blocks(line: Enrolment, health: Standing, today: date) -> tuple[Block, ...]:
    rules, start = rules_of(line.activity), max(line.starts_on, today)
    if line.status != EnrolmentStatus.REQUESTED:
        return health.attending(rules, start, meal=has_meal(line), today=today)
    found = health.enrolling(rules, start=start, today=today)
    return (*found.blocks, *(found.meals if has_meal(line) else ()), *found.waits)
