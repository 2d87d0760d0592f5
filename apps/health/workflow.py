from apps.health.enums import PlanStatus
from core.workflow import Workflow

PLAN_WORKFLOW = Workflow(
    initial=PlanStatus.ASKED,
    transitions={
        PlanStatus.ASKED: {PlanStatus.IN_PROGRESS, PlanStatus.REFUSED, PlanStatus.WITHDRAWN},
        PlanStatus.IN_PROGRESS: {PlanStatus.SIGNED, PlanStatus.REFUSED, PlanStatus.WITHDRAWN},
        PlanStatus.SIGNED: {PlanStatus.EXPIRED, PlanStatus.RENEWED, PlanStatus.WITHDRAWN},
        PlanStatus.EXPIRED: {PlanStatus.RENEWED, PlanStatus.WITHDRAWN},
    },
)

OPEN = (PlanStatus.ASKED, PlanStatus.IN_PROGRESS)
EVER_SIGNED = (PlanStatus.SIGNED, PlanStatus.EXPIRED, PlanStatus.RENEWED)
NEEDED = (*OPEN, *EVER_SIGNED)
CLOSED = (PlanStatus.RENEWED, PlanStatus.REFUSED, PlanStatus.WITHDRAWN)


def diagram() -> str:
    """Return `docs/care-plan-workflow.md`."""
    labels = {status: str(status.label) for status in PlanStatus}
    return PLAN_WORKFLOW.page("Les états d’un projet d’accueil individualisé (PAI)", labels)
