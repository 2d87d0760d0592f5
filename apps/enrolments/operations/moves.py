"""The one place where an enrolment changes state."""

from datetime import datetime
from typing import Any

from apps.accounts.models import User
from apps.audit.operations import record
from apps.enrolments.enums import EnrolmentStatus
from apps.enrolments.models import Enrolment
from apps.enrolments.workflow import ENROLMENT_WORKFLOW


def locked(enrolment: Enrolment) -> Enrolment:
    """Return the enrolment as it is now, kept from anybody else until the end of the transaction."""
    rows = Enrolment.objects.select_for_update(of=("self",)).select_related("child", "activity", "group", "period")
    return rows.get(pk=enrolment.pk)


def move(enrolment: Enrolment, target: EnrolmentStatus, *, by: User, at: datetime, **changes: Any) -> None:
    """Change the state of a locked enrolment and write it down. Raises TransitionRefused."""
    ENROLMENT_WORKFLOW.check(EnrolmentStatus(enrolment.status), target)
    changes = {"status": target, "verdict": "", "decided_at": at, "decided_by": by, "updated_at": at, **changes}
    for name, value in changes.items():
        setattr(enrolment, name, value)
    enrolment.save(update_fields=list(changes))
    data = {"activity": enrolment.activity.slug, "status": str(target)}
    record(
        action=f"enrolments.{target}", actor=by, subject=enrolment, at=at, reason=changes.get("reason", ""), data=data
    )
