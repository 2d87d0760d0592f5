"""What a family asks, line by line, and what an agent answers to each before the whole is decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from apps.accounts.models import User
from apps.activities.models import Activity, Group, Period, Site, Unit
from apps.audit.operations import Fact, record, record_all
from apps.casework.models import Case
from apps.casework.operations.moves import locked as locked_case
from apps.casework.operations.moves import touch
from apps.enrolments.enums import EnrolmentStatus, Verdict
from apps.enrolments.errors import AlreadyDecided, AlreadyEnrolled, EverythingRefused, RefusalWithoutReason
from apps.enrolments.models import Enrolment
from apps.enrolments.operations.moves import move
from apps.enrolments.operations.places import check_room, hold_children, lock_groups
from apps.families.models import Household, Person
from core.periods import Period as Days

TARGETS = {
    Verdict.ACCEPT: EnrolmentStatus.ACTIVE,
    Verdict.WAIT: EnrolmentStatus.WAITING,
    Verdict.REFUSE: EnrolmentStatus.REFUSED,
}


@dataclass(frozen=True, kw_only=True)
class Wish:
    """A place wanted for one child; both days are included."""

    child: Person
    household: Household
    activity: Activity
    period: Period | None
    school_year: str
    site: Site | None
    group: Group | None
    units: tuple[Unit, ...]
    starts_on: date
    ends_on: date

    @property
    def days(self) -> Days:
        return Days.from_inclusive(self.starts_on, self.ends_on)


@transaction.atomic
def request(*, case: Case, wishes: Sequence[Wish], by: User, at: datetime) -> tuple[Enrolment, ...]:
    """Keep what a request asks for until it is decided; asking twice for the same case changes nothing.

    Raises AlreadyEnrolled.
    """
    hold_children(wish.child for wish in wishes)
    known = of_case(case)
    if known:
        return known
    made = []
    for wish in wishes:
        check_free(wish)
        made.append(write(wish, case=case, by=by, at=at))
    record_all(facts=[_fact("requested", enrolment) for enrolment in made], actor=by, at=at)
    return of_case(case)


@dataclass(frozen=True, kw_only=True)
class LineAnswer:
    """What an agent means to answer to one line; a place may be in another group than the one that was asked for."""

    enrolment: Enrolment
    verdict: Verdict
    group: Group | None
    reason: str = ""


@transaction.atomic
def judge(*, case: Case, answers: Sequence[LineAnswer], by: User, at: datetime, version: int | None = None) -> None:
    """Note what an agent means to answer to each line; the family reads it once the request is decided.

    Whoever had the request on screen before is told. Raises CaseChanged, AlreadyDecided, RefusalWithoutReason.
    """
    case = locked_case(case, version=version)
    lines = {line.pk: line for line in of_case(case, lock=True)}
    for answer in answers:
        _note(lines[answer.enrolment.pk], answer, by, at)
    touch(case, at=at)


def _note(line: Enrolment, answer: LineAnswer, by: User, at: datetime) -> None:
    if line.status != EnrolmentStatus.REQUESTED:
        raise AlreadyDecided
    refused = answer.verdict == Verdict.REFUSE
    if refused and not answer.reason.strip():
        raise RefusalWithoutReason(child=line.child.first_names, activity=line.activity.title)
    line.verdict = answer.verdict
    line.reason = answer.reason.strip() if refused else ""
    line.group = answer.group
    line.updated_at = at
    line.save(update_fields=["verdict", "reason", "group", "updated_at"])
    record(action="enrolments.judged", actor=by, subject=line, at=at, data={"verdict": answer.verdict})


@transaction.atomic
def settle(*, case: Case, by: User, at: datetime) -> tuple[Enrolment, ...]:
    """Do what was answered to each line of an accepted request, and return them all; twice changes nothing.

    A line without an answer is accepted. Raises GroupFull, EverythingRefused.
    """
    lines = [line for line in of_case(case, lock=True) if line.status == EnrolmentStatus.REQUESTED]
    if lines and all(line.verdict == Verdict.REFUSE for line in lines):
        raise EverythingRefused
    groups = lock_groups(line.group for line in lines if line.verdict in ("", Verdict.ACCEPT))
    for line in sorted(lines, key=lambda line: line.pk):
        target = TARGETS[Verdict(line.verdict or Verdict.ACCEPT)]
        if target == EnrolmentStatus.ACTIVE and line.group is not None:
            check_room(groups[line.group_id], line.child, line.days)
        move(line, target, by=by, at=at)
    return of_case(case)


@transaction.atomic
def drop(*, case: Case, status: EnrolmentStatus, reason: str, by: User, at: datetime) -> None:
    """Close the lines of a request that was refused as a whole, or that the family withdrew."""
    for line in of_case(case, lock=True):
        if line.status == EnrolmentStatus.REQUESTED:
            move(line, status, by=by, at=at, reason=reason)


def of_case(case: Case, *, lock: bool = False) -> tuple[Enrolment, ...]:
    """Return the lines of a request, the children in their order."""
    lines = Enrolment.objects.filter(case=case)
    if lock:
        lines = lines.select_for_update(of=("self",))
    related = ("child", "activity", "group", "site", "period")
    lines = lines.select_related(*related).prefetch_related("units")
    return tuple(lines.order_by("child__birth_date", "child", "activity__position", "pk"))


def check_free(wish: Wish) -> None:
    """Refuse a second live enrolment of a held child, or one that runs into a place it had. Raises AlreadyEnrolled."""
    same = Enrolment.objects.filter(child=wish.child, activity=wish.activity)
    live = same.live().filter(period=wish.period)
    past = same.attending().filter(starts_on__lte=wish.ends_on, ends_on__gte=wish.starts_on)
    if live.exists() or past.exists():
        raise AlreadyEnrolled(child=wish.child.first_names, activity=wish.activity.title)


def write(wish: Wish, *, case: Case | None, by: User, at: datetime) -> Enrolment:
    enrolment = Enrolment.objects.create(
        child=wish.child,
        household=wish.household,
        activity=wish.activity,
        period=wish.period,
        school_year=wish.school_year,
        site=wish.site,
        group=wish.group,
        starts_on=wish.starts_on,
        ends_on=wish.ends_on,
        case=case,
        requested_at=at,
        requested_by=by,
        updated_at=at,
    )
    enrolment.units.set(wish.units)
    return enrolment


def _fact(action: str, enrolment: Enrolment) -> Fact:
    return Fact(action=f"enrolments.{action}", subject=enrolment, data={"activity": enrolment.activity.slug})
