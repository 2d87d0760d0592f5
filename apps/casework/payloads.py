"""The payload of a request made of questions: what each key holds, and how the answers change.

`answers` are clean; `typed` keeps what was refused, as it was typed; `shapes` says how each question was asked when it
was last answered; `children` are ids of persons. Once filed, `filed` keeps the form and the pieces as they were asked;
`as_filed`, the first answers when some were given again.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from communes_config import codec
from communes_config.schema import AttachmentKind, ProcedureDefinition
from communes_config.schema.procedures import CHILDREN, RULES, STATEMENT
from core import forms
from core.forms import Form, Question

type Payload = dict[str, Any]

AS_FILED: Final = "as_filed"


def new(definition: ProcedureDefinition, payload: Mapping[str, Any]) -> Payload:
    """Return the payload of a draft just begun."""
    asked = definition.form()
    return {"answers": {}, "children": [], **payload, "form_digest": asked.digest, "shapes": forms.shapes(asked)}


def answers(payload: Mapping[str, Any]) -> dict[str, Any]:
    return dict(payload.get("answers", {}))


def written(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers as they are shown: what was typed, even when it could not be kept."""
    return {**payload.get("answers", {}), **payload.get("typed", {})}


def children(payload: Mapping[str, Any]) -> list[int]:
    """Return the ids of the children the request is about."""
    return [int(pk) for pk in payload.get(CHILDREN, ())]


def known_children(payload: Mapping[str, Any]) -> frozenset[int]:
    """Return the ids of the persons the request is about: the children of a declaration are nobody's yet."""
    return frozenset(int(pk) for pk in payload.get(CHILDREN, ()) if not isinstance(pk, Mapping))


def changed(payload: Mapping[str, Any], definition: ProcedureDefinition) -> tuple[Question, ...]:
    """Return the questions that the commune added or asks otherwise since the draft was last answered."""
    known = payload.get("shapes")
    if known is None or payload.get("form_digest") == definition.form().digest:
        return ()
    return forms.changed(definition.form(), known)


def with_answers(payload: Mapping[str, Any], good: Mapping[str, Any], refused: Mapping[str, Any]) -> Payload:
    """Return the payload with these answers; None takes an answer away, a refused one is kept as it was typed."""
    gone = {slug for slug, value in good.items() if value is None} | refused.keys()
    kept = {slug: value for slug, value in (answers(payload) | dict(good)).items() if slug not in gone}
    typed = {slug: raw for slug, raw in payload.get("typed", {}).items() if slug not in good} | dict(refused)
    return {**payload, "answers": kept, "typed": typed, CHILDREN: _chosen(kept)}


def pruned(payload: Mapping[str, Any], form: Form) -> Payload:
    """Return the payload without the answers to questions that are no longer shown."""
    kept = forms.prune(form, payload["answers"])
    shown = forms.prune(form, written(payload))
    typed = {slug: raw for slug, raw in payload.get("typed", {}).items() if slug in shown}
    return {**payload, "answers": kept, "typed": typed, CHILDREN: _chosen(kept)}


def confirmed(payload: Mapping[str, Any], definition: ProcedureDefinition, slugs: Iterable[str]) -> Payload:
    """Note that these questions were answered as they are asked now."""
    asked = definition.form()
    now = forms.shapes(asked)
    shapes = {**payload.get("shapes", now), **{slug: now[slug] for slug in slugs if slug in now}}
    shapes = {slug: shape for slug, shape in shapes.items() if slug in now}
    return {**payload, "shapes": shapes, "form_digest": asked.digest if shapes == now else payload["form_digest"]}


def as_filed(
    payload: Mapping[str, Any], form: Form, kinds: Iterable[AttachmentKind], definition: ProcedureDefinition
) -> Payload:
    """Return what is kept of a request once filed: the answers, and the questions and pieces as they were asked."""
    kept = forms.prune(form, answers(payload))
    labels = {slug: question.label for _, question in form.questions() if (slug := question.slug) in kept}
    return {
        "answers": kept,
        CHILDREN: _chosen(kept),
        "form_digest": definition.form().digest,
        "statements": {slug: label for slug, label in labels.items() if slug.startswith(STATEMENT)},
        "rules_read": {slug: label for slug, label in labels.items() if slug.startswith(RULES)},
        "filed": {
            "form": forms.dump(form),
            "attachments": [codec.dump_fields(kind) for kind in kinds],
            "handler": definition.handler,
        },
    }


def corrected(payload: Mapping[str, Any], form: Form, good: Mapping[str, Any]) -> Payload:
    """Return the payload of a filed request with these answers given again; what was filed first stays beside."""
    first = answers(payload)
    given = {slug: value for slug, value in {**first, **good}.items() if value is not None}
    kept = forms.prune(form, given)
    return {AS_FILED: first, **payload, "answers": kept, CHILDREN: _chosen(kept)}


def answered_first(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers as they were filed, before the service asked some of them again."""
    return dict(payload.get(AS_FILED, payload["answers"]))


def filed_form(payload: Mapping[str, Any]) -> Form | None:
    """Return the form as it was asked, or None while the request is a draft."""
    return forms.load(payload["filed"]["form"]) if "filed" in payload else None


def filed_kinds(payload: Mapping[str, Any]) -> tuple[AttachmentKind, ...]:
    """Return the pieces as they were asked; the conditions held when the request was filed."""
    names = AttachmentKind.__dataclass_fields__
    return tuple(
        AttachmentKind(**{name: value for name, value in kind.items() if name in names})
        for kind in payload["filed"]["attachments"]
    )


def with_kinds(payload: Mapping[str, Any], kinds: Iterable[AttachmentKind]) -> Payload:
    """Return the payload of a filed request with these pieces after those it asked already."""
    known = {kind.slug for kind in filed_kinds(payload)}
    added = [codec.dump_fields(kind) for kind in kinds if kind.slug not in known]
    filed = payload["filed"]
    return {**payload, "filed": {**filed, "attachments": [*filed["attachments"], *added]}}


def _chosen(kept: Mapping[str, Any]) -> list[int]:
    found = kept.get(CHILDREN, [])
    return [int(pk) for pk in (found if isinstance(found, list) else [found])]
