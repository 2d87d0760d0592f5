from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from apps.accounts.models import User
from apps.audit.operations import record
from apps.families.models import Person
from apps.health.models import HealthRecord
from core.diets import keepable


@dataclass(frozen=True, kw_only=True)
class RecordContent:
    """What a record says once updated; `allergies` and `diets` as `HealthRecord` keeps them."""

    allergies: list[dict[str, str]] = field(default_factory=list)
    diets: list[dict[str, str]] = field(default_factory=list)
    doctor: dict[str, str] | None = None
    medication: str = ""
    needs: str = ""
    nap: dict[str, str] | None = None
    comment: str = ""


@transaction.atomic
def update_record(*, child: Person, content: RecordContent, by: User, at: datetime) -> HealthRecord:
    """Replace what the record of a child says; sentences that must not be kept (CNIL, NS-058) are left out."""
    health, _ = HealthRecord.objects.select_for_update().get_or_create(child=child, defaults={"updated_at": at})
    values: dict[str, Any] = {
        "allergies": [_lawful(allergy) for allergy in content.allergies],
        "diets": content.diets,
        "doctor": content.doctor,
        "medication": keepable(content.medication),
        "needs": keepable(content.needs),
        "nap": content.nap,
        "comment": keepable(content.comment),
    }
    for name, value in values.items():
        setattr(health, name, value)
    health.updated_at, health.updated_by = at, by
    health.save()
    record(action="health.record_updated", actor=by, subject=child, at=at)
    return health


def _lawful(allergy: dict[str, str]) -> dict[str, str]:
    return {**allergy, "what_to_do": keepable(allergy.get("what_to_do", ""))}
