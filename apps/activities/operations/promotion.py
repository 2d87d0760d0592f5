"""The passage of a school's pupils to the next year: applied at once, undone while nothing followed."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from apps.accounts.models import User
from apps.activities.enums import Move, SchoolingSource
from apps.activities.errors import (
    NobodyToPromote,
    PromotionAlreadyApplied,
    PromotionAlreadyUndone,
    PromotionChanged,
    PromotionFollowed,
)
from apps.activities.models import Promotion, School, Schooling
from apps.activities.promotions import PupilMove, can_be_undone, live_promotion, plan_of, rows_of
from apps.activities.queries import first_day_of
from apps.audit.operations import record
from core.schooling import SchoolYear


@transaction.atomic
def apply_promotion(
    *, school: School, year: SchoolYear, chosen: Mapping[int, Move], seen: str, by: User, at: datetime
) -> Promotion:
    """Write where each pupil of a school goes next year; who is known there already is left alone.

    `seen` is the fingerprint of the plan that the agent read. Raises PromotionAlreadyApplied, PromotionChanged or
    NobodyToPromote.
    """
    school = School.objects.select_for_update().get(pk=school.pk)
    if live_promotion(school, year) is not None:
        raise PromotionAlreadyApplied(school=school.name, year=str(year.next))
    plan = plan_of(school, year, chosen)
    if plan.fingerprint != seen:
        raise PromotionChanged(school=school.name)
    if not plan.moves:
        raise NobodyToPromote(school=school.name, year=str(year.next))
    moves = list(rows_of(plan))
    promotion = Promotion.objects.create(
        school=school,
        from_year=str(year),
        to_year=str(year.next),
        pupils=len(moves),
        applied_at=at,
        applied_by=by,
    )
    starts_on = first_day_of(year.next)
    Schooling.objects.bulk_create(_schooling(move, promotion, starts_on) for move in moves)
    counts = {"up": plan.moving_up, "repeat": plan.repeating, "leave": plan.leaving, "known": plan.known}
    data = {"school": school.slug, "to_year": str(year.next), **counts}
    record(action="activities.promotion_applied", actor=by, subject=promotion, at=at, data=data)
    return promotion


@transaction.atomic
def undo_promotion(*, promotion: Promotion, by: User, at: datetime) -> Promotion:
    """Forget what a promotion wrote. Raises PromotionAlreadyUndone or PromotionFollowed."""
    promotion = Promotion.objects.select_for_update(of=("self",)).select_related("school").get(pk=promotion.pk)
    if promotion.undone_at is not None:
        raise PromotionAlreadyUndone
    list(promotion.schoolings.select_for_update().values_list("pk"))
    if not can_be_undone(promotion):
        raise PromotionFollowed
    promotion.schoolings.all().delete()
    promotion.undone_at, promotion.undone_by = at, by
    promotion.save(update_fields=["undone_at", "undone_by"])
    data = {"school": promotion.school.slug, "to_year": promotion.to_year}
    record(action="activities.promotion_undone", actor=by, subject=promotion, at=at, data=data)
    return promotion


def _schooling(move: PupilMove, promotion: Promotion, starts_on: date) -> Schooling:
    return Schooling(
        child=move.schooling.child,
        school_year=promotion.to_year,
        school=move.school,
        level=move.level.value if move.level else "",
        source=SchoolingSource.PROMOTION,
        started_on=starts_on,
        promotion=promotion,
        recorded_at=promotion.applied_at,
        changed_at=promotion.applied_at,
    )
