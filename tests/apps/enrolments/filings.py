"""A family of Villefranque that fills the enrolment form in, as the engine keeps it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from apps.accounts.models import User
from apps.activities.models import School
from apps.casework import handlers, operations, procedures
from apps.casework.models import Case
from apps.enrolments.procedure import SLUG
from apps.enrolments.situation import situation_of
from apps.families.models import Household, Person
from core import forms
from core.forms import Form, Kind, Question
from tests.factories import ContactFactory, DocumentFactory, SchoolingFactory
from tests.instants import PARIS

from .makers import child, household_with, parent_of

JUNE = datetime(2026, 6, 20, 10, 0, tzinfo=PARIS)
NEXT_YEAR = "restauration-ecole-publique.annee-2026-2027"
CARE_NEXT_YEAR = "garderie-ecole-publique.annee-2026-2027"


@dataclass(frozen=True, kw_only=True)
class Family:
    household: Household
    parent: User
    children: tuple[Person, ...]


def family(*names: str, school: str = "ecole-publique", level: str = "ce1", **more: Any) -> Family:
    """A parent, a grandmother whom one may call, and children of the public school of Villefranque."""
    children = tuple(child(name, **more) for name in names or ("Léo",))
    household = household_with(*children)
    ContactFactory(household=household)
    for one in children:
        SchoolingFactory(child=one, school=School.objects.get(slug=school), school_year="2025-2026", level=level)
    return Family(household=household, parent=parent_of(household), children=children)


def form_of(case: Case, at: datetime = JUNE) -> Form:
    return handlers.of_case(case).form(procedures.of_case(case), case.requester, case.payload, at)


def begun(home: Family, at: datetime = JUNE) -> Case:
    return operations.open_draft(procedure=SLUG, by=home.parent, at=at)


def answered(case: Case, ticked: dict[Person, list[str]], at: datetime = JUNE, **said: Any) -> Case:
    """Fill the draft in: the grid as told, then the plainest answer to each question; `said` wins, by end of slug."""
    case = step(case, "enfants", at, children=[str(one.pk) for one in ticked])
    grid = {f"child-{one.pk}-activities": keys for one, keys in ticked.items()}
    kept = _kept(case, "activites", at, **grid)
    done: set[str] = {"enfants", "activites"}
    while todo := [one for one in forms.visible_steps(kept.form, kept.case.payload["answers"]) if one.slug not in done]:
        current = todo[0]
        done.add(current.slug)
        for _ in range(2):  # an answer may bring questions up
            answers = {q.slug: plain(q, said) for q in current.questions if not q.locked}
            kept = _kept(kept.case, current.slug, at, **answers)
            if not kept.appeared:
                break
            current = kept.form.step(current.slug) or current
    return kept.case


def step(case: Case, slug: str, at: datetime = JUNE, **answers: Any) -> Case:
    return _kept(case, slug, at, **answers).case


def _kept(case: Case, slug: str, at: datetime, **answers: Any) -> operations.StepKept:
    return operations.answer_step(case=case, step=slug, raw=answers, by=case.requester, at=at)


def filed(home: Family, ticked: dict[Person, list[str]] | None = None, at: datetime = JUNE, **said: Any) -> Case:
    """A request with its pieces, filed."""
    case = answered(begun(home, at), ticked or {home.children[0]: [NEXT_YEAR]}, at, **said)
    with_pieces(case, at)
    return operations.submit(case=case, by=home.parent, at=at).case


def with_pieces(case: Case, at: datetime = JUNE) -> None:
    for kind in handlers.of_case(case).attachments(procedures.of_case(case), case.payload):
        if kind.required:
            document = DocumentFactory(owner=case.requester, kind=kind.slug, issued_on=at.date())
            operations.attach(case=case, document=document, kind=kind.slug, by=case.requester, at=at)


def situation(home: Family, at: datetime = JUNE):
    return situation_of(home.parent, at)


def plain(question: Question, said: dict[str, Any]) -> Any:
    for end, value in said.items():
        if question.slug.endswith(end.replace("_", "-")):
            return value
    if question.initial is not None:
        return question.initial
    return {
        Kind.AUTHORISATION: "no",
        Kind.YES_NO: "no",
        Kind.STATEMENT: "yes",
        Kind.CHOICE: question.options[0].value if question.options else None,
        Kind.CHOICES: [question.options[0].value] if question.options else [],
        Kind.PHONE: "06 39 98 00 11",
        Kind.LONG_TEXT: "Allergie aux arachides.",
    }.get(question.kind, "Quelqu’un")
