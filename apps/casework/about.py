"""What only the portal knows of a form: the children of the household, what the account already says."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from django.urls import reverse

from apps.accounts.models import User
from apps.casework import payloads
from apps.casework.deadlines import local
from apps.casework.models import Case
from apps.families import queries as families
from apps.families.errors import NoAuthority
from apps.families.models import Person
from communes_config.schema import About, Prefill, ProcedureDefinition
from communes_config.schema.procedures import CHILDREN, CHILDREN_STEP
from core.forms import Form, Kind, Option, Question, Step

PREFILLS: Mapping[Prefill, Callable[[User], str]] = {
    Prefill.USUAL_NAME: lambda user: user.usual_name,
    Prefill.FIRST_NAMES: lambda user: user.first_names,
    Prefill.EMAIL: lambda user: user.email,
    Prefill.PHONE: lambda user: user.phone,
    Prefill.MOBILE: lambda user: user.mobile or user.phone,
    Prefill.ADDRESS: lambda user: ", ".join(user.address.lines()) if user.address else "",
}


def about_step(definition: ProcedureDefinition, user: User, at: datetime, *, deciding: bool = False) -> Step:
    """Ask which children of the household the request is about; the last one left is proposed.

    When the request is `deciding` for them, or the commune says so, those over whom the person has no authority are
    shown and refused.
    """
    several = definition.about is About.CHILDREN
    options = tuple(_options(definition, user, at, deciding=deciding or definition.parental_authority))
    free = [option.value for option in options if not option.refused]
    alone = free[0] if len(options) == 1 and free else None
    question = Question(
        slug=CHILDREN,
        label="Pour quels enfants ?" if several else "Pour quel enfant ?",
        kind=Kind.CHOICES if several else Kind.CHOICE,
        options=options,
        initial=[alone] if several and alone else alone,
    )
    return Step(slug=CHILDREN_STEP, title="Les enfants concernés" if several else "L’enfant", questions=(question,))


def prefilled(definition: ProcedureDefinition, user: User) -> Form:
    """Return the commune's form, with the answers that the account gives proposed."""
    known = {
        question.slug: PREFILLS[question.prefill](user)
        for question in definition.questions()
        if question.prefill is not Prefill.NOTHING
    }
    return Form(steps=tuple(_with_initials(step, known) for step in definition.form().steps))


def _options(definition: ProcedureDefinition, user: User, at: datetime, *, deciding: bool) -> list[Option]:
    known = families.children_of(user, on=local(at).date()).order_by("birth_date", "pk")
    if not definition.expected_children:
        known = known.born()
    taken = {} if definition.repeatable else _already_asked(definition, user)
    return [
        _option(child, taken.get(child.pk)) if child.may_decide or not deciding else _undecided(child)
        for child in families.with_authority(known, user)
    ]


def _undecided(child: Person) -> Option:
    sentence = str(NoAuthority(child=child.first_names or "cet enfant"))
    return Option(
        value=str(child.pk),
        label=child.full_name,
        refused=f"{sentence[0].lower()}{sentence[1:]}",
        fix_url=reverse("portal:child", args=[child.pk]),
        fix_label="Voir sa fiche",
    )


def _option(child: Person, case: Case | None) -> Option:
    born = f"Né(e) le {child.birth_date:%d/%m/%Y}" if child.birth_date else ""
    if case is None:
        return Option(value=str(child.pk), label=child.full_name, help=born)
    return Option(
        value=str(child.pk),
        label=child.full_name,
        help=born,
        refused=f"la demande n° {case.number} est déjà en cours.",
        fix_url=reverse("portal:case", args=[case.number]),
        fix_label="Suivre cette demande",
    )


def _already_asked(definition: ProcedureDefinition, user: User) -> dict[int, Case]:
    live = Case.objects.of_requester(user).live().filter(procedure=definition.slug)
    return {child: case for case in live for child in payloads.children(case.payload)}


def _with_initials(step: Step, known: Mapping[str, str]) -> Step:
    questions = (
        replace(question, initial=known[question.slug] or None) if question.slug in known else question
        for question in step.questions
    )
    return replace(step, questions=tuple(questions))
