from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from apps.accounts.models import User
from apps.activities.models import Activity
from apps.audit.operations import record
from apps.casework.models import Case
from apps.enrolments.enums import AbsenceReason
from apps.enrolments.models import Absence
from apps.families.models import Person


@dataclass(frozen=True, kw_only=True)
class ReportedAbsence:
    """What a family reported; no activity means all of them."""

    children: tuple[Person, ...]
    activities: tuple[Activity, ...]
    first_day: date
    last_day: date
    reason: AbsenceReason


@transaction.atomic
def record_absences(*, reported: ReportedAbsence, justified: bool, case: Case, by: User, at: datetime) -> list[Absence]:
    """Keep what the service decided of an absence, once per request, child and activity."""
    kept = []
    for child in reported.children:
        for activity in reported.activities or (None,):
            absence, _created = Absence.objects.update_or_create(
                case=case,
                child=child,
                activity=activity,
                defaults={
                    "first_day": reported.first_day,
                    "last_day": reported.last_day,
                    "reason": reported.reason,
                    "justified": justified,
                    "decided_by": by,
                    "decided_at": at,
                },
            )
            kept.append(absence)
    data = {"number": case.number, "justified": justified, "rows": _ids(kept)}
    record(action="enrolments.absence_recorded", actor=by, subject=case, at=at, data=data)
    return kept


def _ids(absences: Iterable[Absence]) -> list[int]:
    return [absence.pk for absence in absences]
