"""A question answered in rows, from the draft to the agent, and asked again."""

from dataclasses import replace

import pytest

from apps.casework import operations, payloads
from apps.casework.errors import CaseIncomplete
from apps.casework.filling import filling
from apps.casework.models import Case
from apps.casework.reopening import reopening
from tests.apps.casework.benches import GUESTS, PICNIC, answered, bench_draft
from tests.apps.casework.makers import AT
from tests.apps.casework.questionnaires import rows
from tests.apps.families.makers import agent
from tests.configurations import offer

LEA, PAUL = {"name": "Léa", "phone": "06 12 34 56 78"}, {"name": "Paul"}
BLANK = {"name": "", "phone": "", "born": ""}
WRONG = {"name": "Paul", "phone": "06", "born": "31/2/2020"}


@pytest.fixture(autouse=True)
def commune(in_fresnes):
    offer(in_fresnes, PICNIC)
    return in_fresnes


def table(*guests: dict[str, str]) -> Case:
    return answered(bench_draft(procedure="table"), tablee={"guests": list(guests), "words": ""})


def seated(*guests: dict[str, str]) -> Case:
    case = table(*guests)
    return operations.submit(case=case, by=case.requester, at=AT).case


def reopened(case: Case) -> Case:
    officer = agent()
    case = operations.take(case=case, by=officer, at=AT)
    return operations.ask_information(
        case=case, by=officer, at=AT, message="À revoir.", questions=("guests",), kinds=(), pieces=()
    )


def test_rows_are_kept_clean_and_blank_ones_are_not() -> None:
    case = table({"name": " Léa ", "phone": "0612345678"}, BLANK, PAUL)
    assert payloads.answers(case.payload)["guests"] == [LEA, PAUL]
    assert filling(case, AT).problems == ()


def test_wrong_cells_keep_the_rows_as_they_were_typed() -> None:
    case = table(LEA, BLANK, WRONG)
    assert "guests" not in payloads.answers(case.payload)
    assert payloads.written(case.payload)["guests"] == [LEA, BLANK, WRONG]
    found = [(problem.row, problem.column) for problem in filling(case, AT).problems]
    assert found == [(2, "phone"), (2, "born")]
    assert rows(case)["Qui s’assoit ?"] == (
        "Invité 1\nPrénom : Léa\nTéléphone : 06 12 34 56 78\n\n"
        "Invité 2\nPrénom : Paul\nTéléphone : 06\nNaissance : 31/2/2020"
    )


@pytest.mark.parametrize("guests", [[], [BLANK], [PAUL] * 4])
def test_too_few_or_too_many_rows_are_not_filed(guests: list[dict[str, str]]) -> None:
    case = table(*guests)
    with pytest.raises(CaseIncomplete):
        operations.submit(case=case, by=case.requester, at=AT)


def test_as_many_rows_as_the_commune_accepts_are_filed_and_read_back() -> None:
    case = seated(LEA, PAUL, PAUL)
    assert rows(case)["Qui s’assoit ?"] == (
        "Invité 1\nPrénom : Léa\nTéléphone : 06 12 34 56 78\n\nInvité 2\nPrénom : Paul\n\nInvité 3\nPrénom : Paul"
    )


def test_filed_rows_are_read_as_they_were_asked(commune) -> None:
    case = seated(LEA)
    [step] = PICNIC.steps
    shorter = replace(step, questions=(replace(GUESTS, columns=GUESTS.columns[:1]),))
    offer(commune, replace(PICNIC, steps=(shorter,)))
    assert rows(case)["Qui s’assoit ?"] == "Invité 1\nPrénom : Léa\nTéléphone : 06 12 34 56 78"


def test_a_column_added_meanwhile_has_the_draft_confirm_its_rows(commune) -> None:
    case = table(LEA)
    [step] = PICNIC.steps
    [name, *_others] = GUESTS.columns
    longer = replace(GUESTS, columns=(*GUESTS.columns, replace(name, slug="diet", label="Régime", required=False)))
    offer(commune, replace(PICNIC, steps=(replace(step, questions=(longer,)),)))
    [problem] = filling(case, AT).problems
    assert problem.message == "La question « Qui s’assoit ? » a changé : vérifiez votre réponse."
    again = answered(case, tablee={"guests": [LEA]})
    assert filling(again, AT).problems == ()


def test_rows_asked_again_replace_the_first_which_stay_beside() -> None:
    case = reopened(seated(LEA))
    case = operations.answer(case=case, by=case.requester, at=AT, message="", raw={"guests": [PAUL]})
    told = rows(case)
    assert told["Qui s’assoit ?"] == "Invité 1\nPrénom : Paul"
    assert told["Qui s’assoit ? (réponse d’abord donnée)"] == "Invité 1\nPrénom : Léa\nTéléphone : 06 12 34 56 78"


def test_wrong_cells_of_rows_asked_again_are_told_one_by_one() -> None:
    case = reopened(seated(LEA))
    again = reopening(case, ("guests",), {"guests": [LEA, WRONG]}, AT.date())
    assert [(problem.row, problem.column) for problem in again.problems] == [(1, "phone"), (1, "born")]
    assert again.written["guests"] == [LEA, WRONG]
    with pytest.raises(CaseIncomplete):
        operations.answer(case=case, by=case.requester, at=AT, message="", raw={"guests": [WRONG]})
