from apps.enrolments.enums import EnrolmentStatus
from core.workflow import Workflow

ENROLMENT_WORKFLOW = Workflow(
    initial=EnrolmentStatus.REQUESTED,
    transitions={
        EnrolmentStatus.REQUESTED: {
            EnrolmentStatus.WAITING,
            EnrolmentStatus.ACTIVE,
            EnrolmentStatus.REFUSED,
            EnrolmentStatus.CANCELLED,
        },
        EnrolmentStatus.WAITING: {EnrolmentStatus.ACTIVE, EnrolmentStatus.REFUSED, EnrolmentStatus.CANCELLED},
        EnrolmentStatus.ACTIVE: {EnrolmentStatus.ENDED, EnrolmentStatus.CANCELLED},
    },
)

LIVE = (EnrolmentStatus.REQUESTED, EnrolmentStatus.WAITING, EnrolmentStatus.ACTIVE)
ATTENDING = (EnrolmentStatus.ACTIVE, EnrolmentStatus.ENDED)  # the dates say until when


def diagram() -> str:
    """Return `docs/enrolment-workflow.md`."""
    return ENROLMENT_WORKFLOW.page(
        "Les états d’une inscription", {status: str(status.label) for status in EnrolmentStatus}
    )
