"""A draft made of questions, as its pages show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from apps.casework import handlers, payloads, procedures
from apps.casework.handlers import Problem, Questionnaire
from apps.casework.models import Case
from apps.casework.procedures import Procedure
from communes_config.schema import AttachmentKind
from core import forms
from core.forms import Form, Question, Step


@dataclass(frozen=True, kw_only=True)
class Filling:
    """`changes` are the visible questions that the commune changed since the draft was last answered."""

    case: Case
    questionnaire: Questionnaire
    procedure: Procedure
    form: Form
    steps: tuple[Step, ...]
    kinds: tuple[AttachmentKind, ...]
    problems: Sequence[Problem]
    changes: tuple[Question, ...]

    @property
    def written(self) -> dict[str, Any]:
        return payloads.written(self.case.payload)

    def step(self, slug: str) -> Step | None:
        return next((step for step in self.steps if step.slug == slug), None)

    def problems_of(self, step: str) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if getattr(problem, "step", "") == step)

    def questions_of(self, step: Step) -> tuple[Question, ...]:
        return forms.visible_questions(step, self.written)

    def neighbour(self, slug: str, shift: int) -> Step | None:
        """Return the step so many places further, or None beyond the ends."""
        place = [step.slug for step in self.steps].index(slug) + shift
        return self.steps[place] if 0 <= place < len(self.steps) else None

    @property
    def to_resume(self) -> Step | None:
        """The first step where something is missing."""
        return next((step for step in self.steps if self.problems_of(step.slug)), None)


def filling(case: Case, at: datetime, questionnaire: Questionnaire | None = None) -> Filling:
    """Return the draft as it is shown, by its questionnaire if there is one already."""
    procedure, handler = procedures.of_case(case), handlers.of_case(case)
    questionnaire = questionnaire or handler.questionnaire(case, at)
    asked = questionnaire.asked(case)
    written = payloads.written(case.payload)
    steps = forms.visible_steps(asked.form, written)
    shown = {question.slug for step in steps for question in forms.visible_questions(step, written)}
    changed = payloads.changed(case.payload, procedure.definition)
    return Filling(
        case=case,
        questionnaire=questionnaire,
        procedure=procedure,
        form=asked.form,
        steps=steps,
        kinds=handler.attachments(procedure, case.payload),
        problems=asked.problems,
        changes=tuple(question for question in changed if question.slug in shown),
    )
