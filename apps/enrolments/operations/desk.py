"""What an agent does at the desk, and what a family does with a place it has: the same rules as a request."""

from datetime import date, datetime

from django.db import transaction

from apps.accounts.models import User
from apps.enrolments import notices
from apps.enrolments.enums import EnrolmentStatus
from apps.enrolments.errors import EndsOutside, NotEligible, NothingToEnd
from apps.enrolments.models import Enrolment
from apps.enrolments.operations.moves import locked, move
from apps.enrolments.operations.places import check_room, hold_children, lock_groups
from apps.enrolments.operations.requests import Wish, check_free, write
from apps.enrolments.workflow import LIVE
from core.blocks import Block


@transaction.atomic
def enrol(
    *, wish: Wish, blocks: tuple[Block, ...], by: User, at: datetime, waive: str = "", waiting: bool = False
) -> Enrolment:
    """Give a child a place at once, or put it on the waiting list.

    What keeps a family from asking keeps an agent too, unless the agent writes why it is waived; the number of places
    is never waived. Raises NotEligible, AlreadyEnrolled, GroupFull.
    """
    if blocks and not waive.strip():
        raise NotEligible(activity=wish.activity.title, reasons=" ".join(block.sentence for block in blocks))
    hold_children([wish.child])
    check_free(wish)
    groups = lock_groups([wish.group])
    if wish.group is not None and not waiting:
        check_room(groups[wish.group.pk], wish.child, wish.days)
    enrolment = write(wish, case=None, by=by, at=at)
    target = EnrolmentStatus.WAITING if waiting else EnrolmentStatus.ACTIVE
    move(enrolment, target, by=by, at=at, reason=waive.strip() if blocks else "")
    return enrolment


@transaction.atomic
def admit(*, enrolment: Enrolment, by: User, at: datetime) -> Enrolment:
    """Give a place that was freed to a child of the waiting list. Raises TransitionRefused, GroupFull."""
    enrolment = locked(enrolment)
    groups = lock_groups([enrolment.group])
    if enrolment.group is not None:
        check_room(groups[enrolment.group_id], enrolment.child, enrolment.days)
    move(enrolment, EnrolmentStatus.ACTIVE, by=by, at=at)
    notices.admitted(enrolment=enrolment, at=at)
    return enrolment


@transaction.atomic
def end(*, enrolment: Enrolment, last_day: date, reason: str, by: User, at: datetime) -> Enrolment:
    """Stop a place after its last day; the others are free from the day after. Raises NothingToEnd, EndsOutside."""
    enrolment = locked(enrolment)
    if enrolment.status != EnrolmentStatus.ACTIVE:
        raise NothingToEnd
    if not enrolment.starts_on <= last_day <= enrolment.ends_on:
        raise EndsOutside(first=enrolment.starts_on, last=enrolment.ends_on)
    move(enrolment, EnrolmentStatus.ENDED, by=by, at=at, ends_on=last_day, reason=reason.strip())
    notices.ended(enrolment=enrolment, at=at)
    return enrolment


@transaction.atomic
def cancel(*, enrolment: Enrolment, reason: str, by: User, at: datetime) -> Enrolment:
    """Give up a place that is asked for, waited for, or not begun. Raises NothingToEnd."""
    enrolment = locked(enrolment)
    if enrolment.status not in LIVE:
        raise NothingToEnd
    move(enrolment, EnrolmentStatus.CANCELLED, by=by, at=at, reason=reason.strip())
    notices.cancelled(enrolment=enrolment, at=at)
    return enrolment
