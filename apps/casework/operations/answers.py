"""What a person writes in a form made of questions, one step at a time: kept at once, complete or not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from apps.accounts.models import User
from apps.casework import handlers, payloads, procedures
from apps.casework.deadlines import local
from apps.casework.errors import StepUnknown
from apps.casework.handlers import Questionnaire
from apps.casework.models import Case
from apps.casework.operations.drafts import keep, own_draft
from core import forms
from core.forms import AnswerRefused, Form, FormProblem, Step


@dataclass(frozen=True, kw_only=True)
class StepKept:
    """A step once kept: what is wrong in it, and the questions that its answers brought up."""

    case: Case
    questionnaire: Questionnaire
    form: Form
    problems: tuple[FormProblem, ...]
    appeared: tuple[str, ...]


@transaction.atomic
def answer_step(*, case: Case, step: str, raw: Mapping[str, object], by: User, at: datetime) -> StepKept:
    """Keep the answers of one step of a draft; what is refused is kept as typed and told among the problems.

    A question that `raw` does not name keeps its answer, and is told to have appeared when it is shown from now on.
    Raises DraftMissing, StepUnknown.
    """
    case = own_draft(case, by)
    asked = handlers.of_case(case).questionnaire(case, at)
    return _told(keep(case, _answered(case, asked, step, raw, at), at), asked, step, raw)


def preview_step(*, case: Case, asked: Questionnaire, step: str, raw: Mapping[str, object], at: datetime) -> StepKept:
    """Tell what these answers would bring up, and keep nothing.

    What a page sends while it is filled in may reach us after what its button sent, and must not take its place.
    Raises StepUnknown.
    """
    case.payload = _answered(case, asked, step, raw, at)
    return _told(case, asked, step, raw)


def _answered(case: Case, asked: Questionnaire, step: str, raw: Mapping[str, object], at: datetime) -> payloads.Payload:
    questions = asked.form(case.payload).step(step)
    if questions is None:
        raise StepUnknown
    good, refused = _read(questions, raw, at)
    payload = payloads.with_answers(case.payload, good, refused)
    payload = payloads.confirmed(payload, procedures.of_case(case).definition, raw)
    return payloads.pruned(payload, asked.form(payload))


def _told(case: Case, asked: Questionnaire, step: str, raw: Mapping[str, object]) -> StepKept:
    now = asked.asked(case)
    problems = tuple(problem for problem in now.problems if getattr(problem, "step", "") == step)
    shown = now.form.step(step)
    questions = forms.visible_questions(shown, payloads.written(case.payload)) if shown else ()
    appeared = tuple(question.slug for question in questions if question.slug not in raw and not question.locked)
    return StepKept(case=case, questionnaire=asked, form=now.form, problems=problems, appeared=appeared)


def _read(step: Step, raw: Mapping[str, object], at: datetime) -> tuple[dict[str, Any], dict[str, object]]:
    """Return what can be kept, and what was refused as it was typed."""
    today = local(at).date()
    good: dict[str, Any] = {}
    refused: dict[str, object] = {}
    for question in step.questions:
        if question.slug not in raw or question.locked:
            continue
        try:
            good[question.slug] = forms.clean(question, raw[question.slug], today=today)
        except AnswerRefused:
            if raw[question.slug] in (None, "", []):
                good[question.slug] = None
            else:
                refused[question.slug] = raw[question.slug]
    return good, refused
