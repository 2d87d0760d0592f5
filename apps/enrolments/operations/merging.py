"""One child of two records: its places, and what each household said, pass over."""

from datetime import datetime

from django.db import transaction

from apps.audit.operations import record
from apps.enrolments.enums import EnrolmentStatus
from apps.enrolments.models import Absence, AuthorisedPerson, Enrolment, PermissionAnswer
from apps.families.models import Person

TWICE = "L’enfant était inscrit deux fois : l’autre inscription est gardée."


@transaction.atomic
def merge_enrolments(*, kept: Person, other: Person, at: datetime) -> None:
    """Give `kept` the enrolments of `other`; of two live ones in an activity and a period, `kept`'s own stands."""
    own = {(one.activity_id, one.period_id) for one in Enrolment.objects.filter(child=kept).live()}
    for enrolment in Enrolment.objects.filter(child=other).live().select_for_update(of=("self",)).order_by("pk"):
        if (enrolment.activity_id, enrolment.period_id) in own:
            enrolment.status, enrolment.verdict, enrolment.reason = EnrolmentStatus.CANCELLED, "", TWICE
            enrolment.decided_at = enrolment.updated_at = at
            enrolment.save(update_fields=["status", "verdict", "reason", "decided_at", "updated_at"])
            record(action="enrolments.cancelled", actor=None, subject=enrolment, at=at, reason=TWICE)
    _forget_absences_told_twice(kept, other)
    for model in (Enrolment, PermissionAnswer, AuthorisedPerson, Absence):
        model.objects.filter(child=other).update(child=kept)


def _forget_absences_told_twice(kept: Person, other: Person) -> None:
    """One request may have named both records: the days are kept once."""
    told = {(absence.case_id, absence.activity_id) for absence in Absence.objects.filter(child=kept)}
    for absence in Absence.objects.filter(child=other, case__isnull=False):
        if (absence.case_id, absence.activity_id) in told:
            absence.delete()
