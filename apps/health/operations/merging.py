"""One child of two records: nothing that protects it may be lost."""

from datetime import datetime
from typing import Any

from django.db import transaction

from apps.audit.operations import record
from apps.families.models import Person
from apps.health.enums import PlanStatus
from apps.health.models import HealthKeeping, HealthRecord, IndividualPlan, Vaccination
from apps.health.workflow import OPEN

TEXTS = ("medication", "needs", "comment")


@transaction.atomic
def merge_children(*, kept: Person, other: Person, at: datetime) -> None:
    """Give `kept` all that was known of `other`: lists are joined, texts follow one another.

    The readings stay where they were written: `queries.accesses_of` finds them by the child they were merged into.
    """
    _merge_records(kept, other, at)
    _merge_plans(kept, other, at)
    _merge_keepings(kept, other)
    if not Vaccination.objects.filter(child=kept).exists():
        Vaccination.objects.filter(child=other).update(child=kept)


def _merge_records(kept: Person, other: Person, at: datetime) -> None:
    theirs = HealthRecord.objects.filter(child=other).first()
    if theirs is None:
        return
    ours = HealthRecord.objects.filter(child=kept).first()
    if ours is None:
        theirs.child = kept
        theirs.save(update_fields=["child"])
        return
    ours.allergies = _joined(ours.allergies, theirs.allergies)
    ours.diets = _joined(ours.diets, theirs.diets)
    ours.doctor = ours.doctor or theirs.doctor
    ours.nap = ours.nap or theirs.nap
    for name in TEXTS:
        texts = dict.fromkeys(filter(None, (getattr(ours, name), getattr(theirs, name))))
        setattr(ours, name, "\n".join(texts))
    ours.updated_at = at
    ours.save()
    theirs.delete()
    record(action="health.records_joined", actor=None, subject=kept, at=at)


def _merge_keepings(kept: Person, other: Person) -> None:
    """What was confirmed for the later year holds; who was told of the end is asked again."""
    rows = HealthKeeping.objects.filter(child__in=(kept, other))
    last = rows.exclude(confirmed_year="").order_by("confirmed_year").last()
    rows.exclude(pk=last.pk if last else None).delete()
    if last is not None:
        HealthKeeping.objects.filter(pk=last.pk).update(child=kept, told_of=None, told_on=None, reminders=0)


def _joined(ours: list[dict[str, Any]], theirs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    known = {item["slug"] for item in ours}
    return [*ours, *(item for item in theirs if item["slug"] not in known)]


def _merge_plans(kept: Person, other: Person, at: datetime) -> None:
    """Of two that wait, the first asked goes on; of two in force, the one that lasts longer."""
    for status, order in ((OPEN, "asked_at"), ((PlanStatus.SIGNED,), "-valid_until")):
        plans = IndividualPlan.objects.filter(child__in=(kept, other), status__in=status).order_by(order, "pk")
        for surplus in plans[1:]:
            surplus.status = PlanStatus.RENEWED if surplus.status == PlanStatus.SIGNED else PlanStatus.WITHDRAWN
            surplus.closed_at = at
            surplus.version += 1
            surplus.save(update_fields=["status", "closed_at", "version"])
            record(action=f"health.plan_{surplus.status}", actor=None, subject=surplus, at=at)
    IndividualPlan.objects.filter(child=other).update(child=kept)
