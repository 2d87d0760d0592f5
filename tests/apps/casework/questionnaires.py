"""Requests made of questions, filed by the real operations."""

from datetime import datetime
from typing import Any

from apps.accounts.models import User
from apps.casework import handlers, operations, procedures
from apps.casework.models import Case
from core import forms
from tests.apps.casework.makers import AT, document


def answered(procedure: str, by: User, *, at: datetime = AT, **answers: Any) -> Case:
    """A draft with these answers, written step by step (`postal_code` stands for the question `postal-code`)."""
    given = {slug.replace("_", "-"): value for slug, value in answers.items()}
    case = operations.open_draft(procedure=procedure, by=by, at=at)
    seen: set[str] = set()
    while step := _next_step(case, by, at, seen):
        raw = {question.slug: given.get(question.slug, "") for question in step.questions}
        case = operations.answer_step(case=case, step=step.slug, raw=raw, by=by, at=at).case
        seen.add(step.slug)
    return case


def filed(procedure: str, by: User, *, at: datetime = AT, **answers: Any) -> Case:
    """The same, filed with the pieces that these answers require."""
    case = answered(procedure, by, at=at, **answers)
    for kind in handlers.of_case(case).attachments(procedures.of_case(case), case.payload):
        if kind.required:
            piece = document(by, kind.slug, issued_on=at.date())
            operations.attach(case=case, document=piece, kind=kind.slug, by=by, at=at)
    return operations.submit(case=case, by=by, at=at).case


def in_review(procedure: str, by: User, officer: User, *, at: datetime = AT, **answers: Any) -> Case:
    return operations.take(case=filed(procedure, by, at=at, **answers), by=officer, at=at)


def rows(case: Case) -> dict[str, object]:
    """What is read back, as one table."""
    return {label: value for section in handlers.of_case(case).sections(case) for label, value in section.rows}


def _next_step(case: Case, by: User, at: datetime, seen: set[str]) -> forms.Step | None:
    form = handlers.of_case(case).form(procedures.of_case(case), by, case.payload, at)
    shown = forms.visible_steps(form, case.payload["answers"])
    return next((step for step in shown if step.slug not in seen), None)
