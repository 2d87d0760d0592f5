"""Sentences that families read about their enrolments."""

from apps.enrolments.enums import EnrolmentStatus
from apps.enrolments.models import Enrolment
from apps.families.models import Person


def outcome(line: Enrolment) -> str:
    """Say what became of one line of a request."""
    what = f"{line.child.first_names}, {line.activity.title}"
    if line.status in {EnrolmentStatus.ACTIVE, EnrolmentStatus.ENDED}:
        group = f" ({line.group.title})" if line.group else ""
        return f"{what}{group} : inscription acceptée du {line.starts_on:%d/%m/%Y} au {line.ends_on:%d/%m/%Y}."
    if line.status == EnrolmentStatus.WAITING:
        return f"{what} : sur liste d’attente. Nous vous écrirons dès qu’une place se libère."
    if line.status == EnrolmentStatus.REFUSED:
        return f"{what} : inscription refusée. {line.reason}"
    return f"{what} : inscription annulée."


def plan_asked(child: Person) -> str:
    return f"Le PAI demandé pour {child.first_names} est transmis au service : suivez-le dans son dossier santé."
