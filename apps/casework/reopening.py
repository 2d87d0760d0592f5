"""The questions of a filed request that its service asks again, as they were asked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from apps.casework import handlers, payloads
from apps.casework.models import Case
from core import forms
from core.forms import AnswerRefused, Form, FormProblem, Question, Step


@dataclass(frozen=True, kw_only=True)
class Reopening:
    """`questions` are those to answer now; `appeared` those among them that the page had not shown."""

    questions: tuple[Question, ...]
    written: dict[str, Any]
    good: dict[str, Any]
    problems: tuple[FormProblem, ...]
    appeared: tuple[str, ...]


def askable(case: Case) -> tuple[tuple[Step, Question], ...]:
    """Return the questions that an agent may ask again: those shown by the answers, but what makes the request."""
    form = payloads.filed_form(case.payload)
    if form is None:
        return ()
    handler, given = handlers.of_case(case), payloads.answers(case.payload)
    return tuple(
        (step, question)
        for step in forms.visible_steps(form, given)
        for question in forms.visible_questions(step, given)
        if handler.may_ask_again(question)
    )


def labels(case: Case, slugs: Iterable[str]) -> tuple[str, ...]:
    """Return the questions of these slugs as they are read, in the order of the form."""
    form, wanted = payloads.filed_form(case.payload) or Form(), set(slugs)
    return tuple(question.label for _, question in form.questions() if question.slug in wanted)


def opened(case: Case, slugs: Iterable[str]) -> tuple[tuple[Step, Question], ...]:
    """Return the questions of these slugs, and those that their answers may bring up."""
    form = payloads.filed_form(case.payload) or Form()
    again = set(forms.brought_up(form, slugs))
    return tuple((step, question) for step, question in form.questions() if question.slug in again)


def reopening(case: Case, slugs: Iterable[str], raw: Mapping[str, object] | None, today: date) -> Reopening:
    """Return the questions asked again with what is typed now, or with what was answered while `raw` is None."""
    asked, form = opened(case, slugs), payloads.filed_form(case.payload) or Form()
    open_again = {question.slug for _, question in asked}
    good, typed = _read(asked, raw or {}, today)
    kept = {slug: value for slug, value in {**payloads.answers(case.payload), **good}.items() if value is not None}
    written = {**kept, **typed}
    shown = [
        (step, question)
        for step in forms.visible_steps(form, written)
        for question in forms.visible_questions(step, written)
        if question.slug in open_again
    ]
    return Reopening(
        questions=tuple(question for _, question in shown),
        written=written,
        good=good,
        problems=tuple(
            problem
            for step, question in shown
            for problem in forms.question_problems(step, question, written.get(question.slug), today)
        ),
        appeared=tuple(question.slug for _, question in shown if raw is not None and question.slug not in raw),
    )


def _read(
    asked: Iterable[tuple[Step, Question]], raw: Mapping[str, object], today: date
) -> tuple[dict[str, Any], dict[str, object]]:
    """Return what can be kept, and what was refused as it was typed; None takes an answer away."""
    good: dict[str, Any] = {}
    typed: dict[str, object] = {}
    for _, question in asked:
        if question.slug not in raw:
            continue
        try:
            good[question.slug] = forms.clean(question, raw[question.slug], today=today)
        except AnswerRefused:
            typed[question.slug] = raw[question.slug]
    return good, typed
