from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from apps.casework.enums import CaseStatus
from apps.casework.models import Case
from apps.casework.workflow import CASE_WORKFLOW, LIVE, SETTLED, UNFILED, diagram
from tests.apps.casework.makers import draft, filed

DIAGRAM = Path(__file__).parents[3] / "docs" / "case-workflow.md"


def test_every_state_is_alive_settled_unfiled_or_cancelled():
    assert {*LIVE, *SETTLED, *UNFILED, CaseStatus.CANCELLED} == set(CaseStatus)
    assert {status for status in CaseStatus if CASE_WORKFLOW.is_final(status)} == {
        *SETTLED,
        CaseStatus.CANCELLED,
        CaseStatus.ABANDONED,
    }


def test_the_diagram_of_the_documentation_is_that_of_the_table():
    assert DIAGRAM.read_text() == diagram()


@pytest.mark.usefixtures("in_fresnes")
@pytest.mark.parametrize(
    ("make", "changes", "constraint"),
    [
        (filed, {"number": ""}, "case_has_number_and_dates_once_filed"),
        (draft, {"number": "2026-000009"}, "case_has_number_and_dates_once_filed"),
        (filed, {"status": "needs_information"}, "case_clock_stops_while_information_is_missing"),
        (filed, {"status": "refused"}, "case_refusal_has_a_reason"),
        (filed, {"status": "lost"}, "case_status_is_known"),
    ],
)
def test_the_database_refuses_what_must_never_be(make, changes, constraint):
    case = make()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(**changes)
