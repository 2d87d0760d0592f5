from apps.casework.enums import CaseStatus
from core.workflow import Workflow

CASE_WORKFLOW = Workflow(
    initial=CaseStatus.DRAFT,
    transitions={
        CaseStatus.DRAFT: {CaseStatus.SUBMITTED, CaseStatus.ABANDONED},
        CaseStatus.SUBMITTED: {CaseStatus.IN_REVIEW, CaseStatus.CANCELLED},
        CaseStatus.IN_REVIEW: {
            CaseStatus.NEEDS_INFORMATION,
            CaseStatus.ACCEPTED,
            CaseStatus.REFUSED,
            CaseStatus.CLOSED,
            CaseStatus.CANCELLED,
        },
        CaseStatus.NEEDS_INFORMATION: {CaseStatus.IN_REVIEW, CaseStatus.CANCELLED},
    },
)

LIVE = (CaseStatus.SUBMITTED, CaseStatus.IN_REVIEW, CaseStatus.NEEDS_INFORMATION)
UNFILED = (CaseStatus.DRAFT, CaseStatus.ABANDONED)
DECIDED = (CaseStatus.ACCEPTED, CaseStatus.REFUSED)
SETTLED = (*DECIDED, CaseStatus.CLOSED)


def diagram() -> str:
    """Return `docs/case-workflow.md`."""
    return CASE_WORKFLOW.page("Les états d’une demande", {status: str(status.label) for status in CaseStatus})
