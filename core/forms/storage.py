"""A form kept with what was answered to it: plain JSON values, both ways."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from core.forms.model import Condition, Day, Form, FromToday, Kind, Option, Question, Step

_DEFAULTS = Question(slug="", label="", kind=Kind.TEXT)
_ALWAYS = ("slug", "label", "kind")


def dump(form: Form) -> dict[str, Any]:
    """Return the form as JSON values; `load` gives the same form back."""
    return {"steps": [_dump_step(step) for step in form.steps]}


def load(data: Mapping[str, Any]) -> Form:
    return Form(steps=tuple(_load_step(step) for step in data["steps"]))


def _dump_step(step: Step) -> dict[str, Any]:
    return {
        "slug": step.slug,
        "title": step.title,
        "intro": step.intro,
        "shown_if": _dump_condition(step.shown_if),
        "questions": [_dump_question(question) for question in step.questions],
    }


def _load_step(data: Mapping[str, Any]) -> Step:
    questions = tuple(_load_question(question) for question in data["questions"])
    return Step(**{**data, "shown_if": _load_condition(data["shown_if"]), "questions": questions})


def _dump_question(question: Question) -> dict[str, Any]:
    """A question is mostly defaults: what it does not say is left out."""
    told = {field.name: getattr(question, field.name) for field in fields(question)}
    told = {name: value for name, value in told.items() if value != getattr(_DEFAULTS, name) or name in _ALWAYS}
    if options := told.get("options"):
        told["options"] = [_dump_option(option) for option in options]
    if condition := told.get("shown_if"):
        told["shown_if"] = _dump_condition(condition)
    if columns := told.get("columns"):
        told["columns"] = [_dump_question(column) for column in columns]
    told |= {name: _dump_bound(told[name]) for name in ("minimum", "maximum") if name in told}
    return {**told, "kind": str(question.kind)}


def _dump_option(option: Option) -> dict[str, str]:
    told = {field.name: getattr(option, field.name) for field in fields(option)}
    return {name: text for name, text in told.items() if text or name in ("value", "label")}


def _load_question(data: Mapping[str, Any]) -> Question:
    known = {**data, "kind": Kind(data["kind"]), "shown_if": _load_condition(data.get("shown_if"))}
    known["options"] = tuple(Option(**option) for option in data.get("options", ()))
    known["columns"] = tuple(_load_question(column) for column in data.get("columns", ()))
    known |= {name: _load_bound(data.get(name)) for name in ("minimum", "maximum")}
    return Question(**known)


def _dump_condition(condition: Condition | None) -> dict[str, Any] | None:
    return {"question": condition.question, "values": list(condition.values)} if condition else None


def _load_condition(data: Mapping[str, Any] | None) -> Condition | None:
    return Condition(question=data["question"], values=tuple(data["values"])) if data else None


def _dump_bound(bound: int | Day) -> int | str | dict[str, int]:
    if isinstance(bound, FromToday):
        return {"days": bound.days}
    return bound.isoformat() if isinstance(bound, date) else bound


def _load_bound(data: Any) -> int | Day | None:
    if isinstance(data, Mapping):
        return FromToday(days=data["days"])
    return date.fromisoformat(data) if isinstance(data, str) else data
