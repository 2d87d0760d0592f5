from pathlib import Path

from apps.accounts.enums import AccountStatus
from apps.accounts.workflow import ACCOUNT_WORKFLOW, diagram

DIAGRAM = Path(__file__).parents[3] / "docs" / "account-workflow.md"


def test_every_state_can_be_left_but_none_leads_back_to_the_beginning() -> None:
    assert {status for status in AccountStatus if ACCOUNT_WORKFLOW.is_final(status)} == set()
    assert not any(AccountStatus.PENDING_EMAIL in ACCOUNT_WORKFLOW.targets(status) for status in AccountStatus)


def test_the_diagram_of_the_documentation_is_that_of_the_table() -> None:
    assert DIAGRAM.read_text() == diagram()
