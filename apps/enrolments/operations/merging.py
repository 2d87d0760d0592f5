"""One child of two records: its places, and what each household said, pass over."""

from datetime import datetime

from django.db import transaction

from apps.audit.operations import record
from apps.enrolments.enums import EnrolmentStatus
from apps.enrolments.models import AuthorisedPerson, Enrolment, PermissionAnswer
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
    for model in (Enrolment, PermissionAnswer, AuthorisedPerson):
        model.objects.filter(child=other).update(child=kept)
