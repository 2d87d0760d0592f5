from core.workflow import Workflow

from .enums import AccountStatus as S

ACCOUNT_WORKFLOW = Workflow(
    initial=S.PENDING_EMAIL,
    transitions={
        S.PENDING_EMAIL: {S.ACTIVE, S.PENDING_APPROVAL, S.DISABLED},
        S.PENDING_APPROVAL: {S.ACTIVE, S.REFUSED, S.DISABLED},
        S.ACTIVE: {S.DISABLED},
        S.DISABLED: {S.ACTIVE},
        S.REFUSED: {S.ACTIVE},
    },
)


def diagram() -> str:
    """Return `docs/account-workflow.md`."""
    return ACCOUNT_WORKFLOW.page("Les états d’un compte", {status: str(status.label) for status in S})
