"""What a form shows, asks and reads back according to the answers."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.forms import (
    Condition,
    Form,
    FormProblem,
    Kind,
    Option,
    RecapSection,
    Step,
    brought_up,
    changed,
    problems,
    prune,
    recap,
    shapes,
    visible_questions,
    visible_steps,
)

from .examples import ABSENCE, question

TODAY = date(2026, 3, 16)
COMPLETE = {"first": "2026-03-18", "several": False, "reason": "illness"}
SLUGS = [asked.slug for _, asked in ABSENCE.questions()]


def shown(answers: dict[str, Any]) -> list[str]:
    return [asked.slug for step in visible_steps(ABSENCE, answers) for asked in visible_questions(step, answers)]


@pytest.mark.parametrize(
    ("values", "answer", "holds"),
    [
        (("yes",), True, True),
        (("yes",), False, False),
        (("no",), False, True),
        (("a", "b"), "b", True),
        (("a",), "b", False),
        (("a",), ["b", "a"], True),
        (("a",), ["b"], False),
        (("2",), 2, True),
        (("a",), None, False),
    ],
)
def test_condition(values: tuple[str, ...], answer: Any, holds: bool) -> None:
    assert Condition(question="q", values=values).holds(answer) is holds


def test_questions_appear_with_the_answers_that_call_for_them() -> None:
    assert shown({}) == ["first", "several", "reason"]
    assert shown({"several": True}) == ["first", "several", "last", "reason"]
    assert shown({"several": True, "last": "2026-03-20", "reason": "other"}) == [
        *("first", "several", "last"),
        *("reason", "which"),
        "meal",
    ]


def test_answer_to_a_hidden_question_counts_for_nothing() -> None:
    answers = {"several": False, "last": "2026-03-20", "meal": True, "reason": "illness", "which": "x"}
    assert prune(ABSENCE, answers) == {"several": False, "reason": "illness"}
    assert [step.slug for step in visible_steps(ABSENCE, answers)] == ["absence", "reason", "end"]


def test_question_hidden_within_its_step_hides_those_that_follow_from_it() -> None:
    chain = Step(
        slug="s",
        title="S",
        questions=(
            question("a", Kind.YES_NO),
            question("b", Kind.YES_NO, shown_if=Condition(question="a", values=("yes",))),
            question("c", shown_if=Condition(question="b", values=("yes",))),
        ),
    )
    assert [asked.slug for asked in visible_questions(chain, {"a": False, "b": True})] == ["a"]
    assert [asked.slug for asked in visible_questions(chain, {"a": True, "b": True})] == ["a", "b", "c"]


def test_step_whose_questions_are_all_hidden_is_skipped_and_one_without_question_is_read() -> None:
    hidden = Step(
        slug="h", title="H", questions=(question("x", shown_if=Condition(question="first", values=("never",))),)
    )
    form = Form(steps=(*ABSENCE.steps, hidden))
    assert [step.slug for step in visible_steps(form, COMPLETE)] == ["absence", "reason", "end"]


def test_problems_name_the_step_and_the_question() -> None:
    assert problems(ABSENCE, {"several": True, "first": "x"}, TODAY) == (
        FormProblem(
            step="absence",
            question="first",
            label="Premier jour",
            message="Cette date n’existe pas : vérifiez le jour, le mois et l’année (quatre chiffres).",
        ),
        FormProblem(step="absence", question="last", label="Last", message="Remplissez « Last »."),
        FormProblem(step="reason", question="reason", label="Reason", message="Choisissez une réponse à « Reason »."),
    )
    assert problems(ABSENCE, COMPLETE, TODAY) == ()


def test_locked_question_keeps_its_value_whatever_is_answered() -> None:
    name = question("name", initial="Martin", locked=True)
    empty = question("empty", locked=True)
    form = Form(steps=(Step(slug="s", title="S", questions=(name, empty)),))
    assert prune(form, {"name": "Durand", "empty": "x"}) == {"name": "Martin"}
    assert problems(form, {}, TODAY) == ()


def test_recap_reads_each_answer_as_a_person_does() -> None:
    step = Step(
        slug="all",
        title="Tout",
        questions=(
            question("day", Kind.DATE),
            question("bad", Kind.DATE),
            question("one", Kind.CHOICE, options=(Option(value="a", label="Le matin"),)),
            question("gone", Kind.CHOICE),
            question("many", Kind.CHOICES, options=(Option(value="a", label="A"), Option(value="b", label="B"))),
            question("photo", Kind.AUTHORISATION),
            question("alone", Kind.AUTHORISATION),
            question("yes", Kind.YES_NO),
            question("number", Kind.NUMBER),
            question("nothing", required=False),
        ),
    )
    answers = {"day": "2026-03-06", "bad": "hier", "one": "a", "gone": "z", "many": ["a", "b"]}
    answers |= {"photo": True, "alone": False, "yes": True, "number": 3}
    [section] = recap(Form(steps=(step, Step(slug="end", title="Lire"))), answers)
    assert section == RecapSection(
        key="all",
        title="Tout",
        rows=(
            ("Day", "06/03/2026"),
            ("Bad", "hier"),
            ("One", "Le matin"),
            ("Gone", "z"),
            ("Many", "A, B"),
            ("Photo", "J’autorise"),
            ("Alone", "Je n’autorise pas"),
            ("Yes", True),
            ("Number", 3),
            ("Nothing", None),
        ),
    )
    assert (section.heading, section.role) == ("Tout", "")


def test_what_changed_is_new_or_asked_otherwise() -> None:
    [absence, *others] = ABSENCE.steps
    first, several, last = absence.questions
    reworded = replace(several, label="Est-elle absente plusieurs jours ?")
    helped = replace(first, help="Le matin compris.")
    step = replace(absence, questions=(helped, reworded, last, question("new")))
    form = Form(steps=(step, *others))
    assert [asked.slug for asked in changed(form, shapes(ABSENCE))] == ["several", "new"]
    assert changed(ABSENCE, shapes(ABSENCE)) == ()


@given(st.dictionaries(st.sampled_from(SLUGS), st.sampled_from([True, False, "other", "illness", "2026-03-20"])))
def test_pruning_keeps_what_is_shown_and_twice_is_once(answers: dict[str, Any]) -> None:
    kept = prune(ABSENCE, answers)
    assert prune(ABSENCE, kept) == kept
    assert visible_steps(ABSENCE, kept) == visible_steps(ABSENCE, answers)
    assert set(kept) <= set(shown(kept))


@given(st.dictionaries(st.sampled_from(SLUGS), st.sampled_from([True, False, "other", "illness", "2026-03-20"])))
def test_every_problem_is_about_a_question_that_is_shown(answers: dict[str, Any]) -> None:
    kept = prune(ABSENCE, answers)
    assert {problem.question for problem in problems(ABSENCE, answers, TODAY)} <= set(shown(kept))


def test_questions_named_bring_up_those_that_rest_on_them():
    first = question("first", kind=Kind.YES_NO)
    second = question("second", shown_if=Condition(question="first", values=("yes",)))
    third = question("third", shown_if=Condition(question="second", values=("x",)))
    alone = question("alone")
    last = Step(
        slug="c", title="C", questions=(question("last"),), shown_if=Condition(question="first", values=("no",))
    )
    form = Form(steps=(Step(slug="a", title="A", questions=(first, second, third, alone)), last))
    assert brought_up(form, ["first"]) == ("first", "second", "third", "last")
    assert brought_up(form, ["alone", "second"]) == ("second", "third", "alone")
    assert brought_up(form, []) == ()
