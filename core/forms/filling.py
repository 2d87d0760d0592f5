from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from core.forms.cleaning import AnswerRefused, clean, is_blank, refused_cells, rows_in
from core.forms.model import Condition, Form, Kind, Question, Step, Value

type Answers = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class FormProblem:
    """What keeps a form from being sent, and the step and question where it is mended.

    In a table, `column` names the cell and `row` counts from 0; without a column, it is about the whole question.
    """

    step: str
    question: str
    label: str
    message: str
    row: int = 0
    column: str = ""


@dataclass(frozen=True, kw_only=True)
class RecapSection:
    """One step as it is read back; `key` is the step's slug, where it is modified."""

    key: str
    title: str
    rows: tuple[tuple[str, object], ...]
    role: str = ""

    @property
    def heading(self) -> str:
        return self.title


def visible_steps(form: Form, answers: Answers) -> tuple[Step, ...]:
    """Return the steps to go through, in order; a step whose questions are all hidden is skipped."""
    kept = prune(form, answers)
    steps = (step for step in form.steps if _holds(step.shown_if, kept))
    return tuple(step for step in steps if not step.questions or visible_questions(step, kept))


def visible_questions(step: Step, answers: Answers) -> tuple[Question, ...]:
    """Return the questions of a step that the answers call for; the answer to a hidden question counts for nothing."""
    given = dict(answers)
    shown: list[Question] = []
    for question in step.questions:
        if _holds(question.shown_if, given):
            shown.append(question)
        else:
            given.pop(question.slug, None)
    return tuple(shown)


def prune(form: Form, answers: Answers) -> dict[str, Value]:
    """Return the answers to the questions that are shown, in the order of the form; a locked one keeps its value."""
    kept: dict[str, Value] = {}
    for step in form.steps:
        if not _holds(step.shown_if, kept):
            continue
        for question in step.questions:
            answer = question.initial if question.locked else answers.get(question.slug)
            if _holds(question.shown_if, kept) and answer is not None:
                kept[question.slug] = answer
    return kept


def problems(form: Form, answers: Answers, today: date) -> tuple[FormProblem, ...]:
    """Return everything that keeps the form from being sent, in its order."""
    kept = prune(form, answers)
    return tuple(
        problem
        for step in visible_steps(form, kept)
        for question in visible_questions(step, kept)
        if not question.locked
        for problem in question_problems(step, question, kept.get(question.slug), today)
    )


def question_problems(step: Step, question: Question, answer: object, today: date) -> tuple[FormProblem, ...]:
    """Return what is wrong in an answer: one thing, or as many as there are wrong cells in a table."""
    told = FormProblem(step=step.slug, question=question.slug, label=question.label, message="")
    cells = refused_cells(question, answer, today=today) if question.kind is Kind.ROWS else ()
    if cells:
        return tuple(replace(told, message=cell.sentence, row=cell.row, column=cell.column) for cell in cells)
    try:
        clean(question, answer, today=today)
    except AnswerRefused as refusal:
        return (replace(told, message=str(refusal)),)
    return ()


def recap(form: Form, answers: Answers) -> tuple[RecapSection, ...]:
    """Return the form as it is read back: each step with its questions and what was answered."""
    kept = prune(form, answers)
    return tuple(
        RecapSection(
            key=step.slug,
            title=step.title,
            rows=tuple((q.label, _read(q, kept.get(q.slug))) for q in visible_questions(step, kept)),
        )
        for step in visible_steps(form, kept)
        if step.questions
    )


def read(question: Question, answer: Value) -> str:
    """Return an answer in one line of text; nothing when there is none."""
    if question.kind is Kind.ROWS:
        return " ; ".join(", ".join(text for _, text in row if text) for row in _read_rows(question, answer))
    found = _read(question, answer)
    if isinstance(found, bool):
        return "Oui" if found else "Non"
    return "" if found is None else str(found)


def brought_up(form: Form, slugs: Iterable[str]) -> tuple[str, ...]:
    """Return these questions and those that their answers may bring up, in the order of the form."""
    kept = set(slugs)
    found: list[str] = []
    for step, question in form.questions():
        conditions = (condition.question for condition in (step.shown_if, question.shown_if) if condition)
        if question.slug in kept or any(slug in kept for slug in conditions):
            kept.add(question.slug)
            found.append(question.slug)
    return tuple(found)


def shapes(form: Form) -> dict[str, str]:
    """Return what each question is made of, to be compared later by `changed`."""
    return {question.slug: question.shape for _, question in form.questions()}


def changed(form: Form, known: Mapping[str, str]) -> tuple[Question, ...]:
    """Return the questions that are new or no longer asked in the same way since `known` was noted."""
    return tuple(question for _, question in form.questions() if known.get(question.slug) != question.shape)


def _holds(condition: Condition | None, answers: Answers) -> bool:
    return condition is None or condition.holds(answers.get(condition.question))


def _read(question: Question, answer: Value) -> object:
    """Return an answer as a person reads it; None when there is none."""
    if question.kind is Kind.ROWS:
        rows = enumerate(_read_rows(question, answer), start=1)
        return "\n\n".join(f"{question.row_label} {rank}\n{_lines(row)}" for rank, row in rows) or None
    if question.kind is Kind.AUTHORISATION and isinstance(answer, bool):
        return "J’autorise" if answer else "Je n’autorise pas"
    if question.kind is Kind.DATE and isinstance(answer, str):
        return _read_day(answer)
    if isinstance(answer, list):
        return ", ".join(_label(question, str(value)) for value in answer)
    if question.kind is Kind.CHOICE and answer is not None:
        return _label(question, str(answer))
    return answer


def _read_rows(question: Question, answer: object) -> Iterator[list[tuple[str, str]]]:
    """Yield each row that was filled: its columns with what they say, as it was typed when it could not be kept."""
    for row in rows_in(answer):
        if not is_blank(row):
            yield [(column.label, read(column, _settled(column, row.get(column.slug)))) for column in question.columns]


def _settled(column: Question, cell: Any) -> Value:
    try:
        return clean(column, cell)
    except AnswerRefused:
        return None if cell is None else str(cell)


def _lines(row: Iterable[tuple[str, str]]) -> str:
    return "\n".join(f"{label.rstrip(' \u00a0\u202f?:')} : {text}" for label, text in row if text)


def _read_day(text: str) -> str:
    try:
        return f"{date.fromisoformat(text):%d/%m/%Y}"
    except ValueError:
        return text


def _label(question: Question, value: str) -> str:
    option = question.option(value)
    return option.label if option else value
