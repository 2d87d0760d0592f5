from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.workflow import TransitionRefused, Workflow


class State(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    ABANDONED = "abandoned"


LABELS = {
    State.DRAFT: "Brouillon",
    State.SUBMITTED: "Déposée",
    State.ACCEPTED: "Acceptée",
    State.ABANDONED: "Abandonnée",
}
TABLE = {State.DRAFT: {State.SUBMITTED, State.ABANDONED}, State.SUBMITTED: {State.ACCEPTED, State.DRAFT}}
WORKFLOW = Workflow(initial=State.DRAFT, transitions=TABLE)


def test_an_allowed_move_passes() -> None:
    WORKFLOW.check(State.DRAFT, State.SUBMITTED)


@pytest.mark.parametrize(
    ("current", "target"),
    [(State.DRAFT, State.ACCEPTED), (State.DRAFT, State.DRAFT), (State.ACCEPTED, State.DRAFT)],
)
def test_any_other_move_is_refused(current: State, target: State) -> None:
    with pytest.raises(TransitionRefused, match="la situation a changé") as refusal:
        WORKFLOW.check(current, target)
    assert refusal.value.context == {"current": current, "target": target}


@given(st.sampled_from(State), st.sampled_from(State))
def test_check_and_targets_agree(current: State, target: State) -> None:
    if target in WORKFLOW.targets(current):
        WORKFLOW.check(current, target)
    else:
        with pytest.raises(TransitionRefused):
            WORKFLOW.check(current, target)


def test_states_without_a_line_are_final() -> None:
    assert WORKFLOW.states() == (State.DRAFT, State.SUBMITTED, State.ACCEPTED, State.ABANDONED)
    assert [state for state in WORKFLOW.states() if WORKFLOW.is_final(state)] == [State.ACCEPTED, State.ABANDONED]
    assert WORKFLOW.targets(State.ACCEPTED) == frozenset()


def test_the_table_must_reach_every_state() -> None:
    with pytest.raises(ValueError, match="never reaches: ACCEPTED, ABANDONED"):
        Workflow(initial=State.DRAFT, transitions={State.DRAFT: {State.SUBMITTED}, State.ACCEPTED: {State.ABANDONED}})


def test_the_diagram_is_drawn_from_the_table() -> None:
    assert WORKFLOW.mermaid(LABELS) == (
        "stateDiagram-v2\n"
        '    state "Brouillon" as DRAFT\n'
        '    state "Déposée" as SUBMITTED\n'
        '    state "Acceptée" as ACCEPTED\n'
        '    state "Abandonnée" as ABANDONED\n'
        "    [*] --> DRAFT\n"
        "    DRAFT --> SUBMITTED\n"
        "    DRAFT --> ABANDONED\n"
        "    SUBMITTED --> DRAFT\n"
        "    SUBMITTED --> ACCEPTED\n"
        "    ACCEPTED --> [*]\n"
        "    ABANDONED --> [*]\n"
    )


def test_a_diagram_names_every_state() -> None:
    with pytest.raises(KeyError):
        WORKFLOW.mermaid({State.DRAFT: "Brouillon"})
