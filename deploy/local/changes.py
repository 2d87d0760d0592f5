"""What families of a demonstration tell of themselves: a new address, days their children miss, a school to enter."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from apps.accounts.models import User
from apps.activities.school_enrolment import sector_of
from apps.casework import handlers, procedures
from apps.casework import operations as cases
from apps.casework.models import Case
from apps.families.enums import HouseholdStatus, MemberRole
from apps.families.models import HouseholdMember, Person
from apps.families.queries import children_of
from communes_config.schema import AttachmentKind
from core import forms
from core.schooling import Level, SchoolYear
from tenants import context

from .people import Town
from .work import Fate, specimen

YOUNGEST, OLDEST = 2, 9  # ages at which one asks for a school of the commune


@dataclass(frozen=True, kw_only=True)
class Plan:
    """When a family asked, what became of it; `says` are answers beside those that anybody gives."""

    procedure: str
    days_ago: float
    fate: Fate
    says: Mapping[str, Any] = field(default_factory=dict)


SICK = {"reason": "sickness"}
AWAY = {"reason": "family", "details": "Le mariage de sa tante, à Brest."}
EXAM = {"reason": "appointment"}
ELSEWHERE = {
    "derogation": "yes",
    "derogation-reason": "sibling",
    "derogation-details": "Sa grande sœur y entre en CM1 : un seul trajet le matin.",
}
PLANS = (
    Plan(procedure="changement-d-adresse", days_ago=0.4, fate=Fate.FILED),
    Plan(procedure="changement-d-adresse", days_ago=3.5, fate=Fate.TAKEN),
    Plan(procedure="changement-d-adresse", days_ago=7, fate=Fate.QUESTIONED),
    Plan(procedure="changement-d-adresse", days_ago=13, fate=Fate.ACCEPTED),
    Plan(procedure="changement-de-telephone", days_ago=1.2, fate=Fate.FILED),
    Plan(procedure="changement-de-courriel", days_ago=2, fate=Fate.FILED),
    Plan(procedure="absence", days_ago=0.2, fate=Fate.FILED, says=SICK),
    Plan(procedure="absence", days_ago=1.6, fate=Fate.FILED, says=AWAY),
    Plan(procedure="absence", days_ago=2.4, fate=Fate.TAKEN, says=EXAM),
    Plan(procedure="absence", days_ago=9, fate=Fate.ACCEPTED, says=SICK),
    Plan(procedure="absence", days_ago=16, fate=Fate.REFUSED, says=AWAY),
    Plan(procedure="inscription-scolaire", days_ago=0.7, fate=Fate.FILED),
    Plan(procedure="inscription-scolaire", days_ago=2.2, fate=Fate.FILED, says=ELSEWHERE),
    Plan(procedure="inscription-scolaire", days_ago=5, fate=Fate.TAKEN, says=ELSEWHERE),
    Plan(procedure="inscription-scolaire", days_ago=10, fate=Fate.QUESTIONED),
    Plan(procedure="inscription-scolaire", days_ago=14, fate=Fate.ACCEPTED),
    Plan(procedure="inscription-scolaire", days_ago=20, fate=Fate.REFUSED, says=ELSEWHERE),
)
WORDS = {
    "changement-d-adresse": "Le justificatif est à votre ancienne adresse : pouvez-vous en joindre un à la nouvelle ?",
    "inscription-scolaire": "Il nous manque la page des vaccinations de votre enfant.",
}
REFUSALS = {
    "absence": "Le règlement demande de prévenir avant la veille à midi : ces jours restent comptés.",
    "inscription-scolaire": "L’école demandée n’a plus de place à ce niveau ; celle de votre secteur l’attend.",
}


def fill(town: Town, *, agent: User, at: datetime) -> int:
    """Make the requests of PLANS that the commune offers, each by another family; return how many were made."""
    plans = [plan for plan in PLANS if procedures.find(plan.procedure)]
    families = _families(at)
    for plan in plans:
        parent, answers = _found(plan, families, town, context.local_date(at))
        _live(plan, parent, answers, agent, at - timedelta(days=plan.days_ago))
    return len(plans)


def _families(at: datetime) -> Iterator[tuple[User, Person]]:
    """Yield parents known before the first plan, who have an account and a child of an age to enter a school."""
    today, since = context.local_date(at), at - timedelta(days=1 + max(plan.days_ago for plan in PLANS))
    holders = HouseholdMember.objects.filter(
        role=MemberRole.HOLDER, household__status=HouseholdStatus.ACTIVE, person__account__isnull=False
    )
    known = holders.filter(joined_at__lt=since)
    for holder in known.select_related("person__account__address").order_by("pk"):
        parent = holder.person.account
        children = children_of(parent).born().order_by("birth_date", "pk") if parent else ()
        of_age = (child for child in children if YOUNGEST <= today.year - _year_of_birth(child) <= OLDEST)
        if parent and (child := next(of_age, None)):
            yield parent, child


def _year_of_birth(child: Person) -> int:
    return child.birth_date.year if child.birth_date else 0


def _found(
    plan: Plan, families: Iterator[tuple[User, Person]], town: Town, today: date
) -> tuple[User, Mapping[str, Any]]:
    """Return the next family to which the plan may happen, with its answers."""
    for parent, child in families:
        answers = {**ANSWERS[plan.procedure](parent, child, town, today), **plan.says}
        if "" not in answers.values():
            return parent, answers
    raise LookupError(plan.procedure)


def _live(plan: Plan, by: User, given: Mapping[str, Any], agent: User, at: datetime) -> None:
    case = cases.open_draft(procedure=plan.procedure, by=by, at=at - timedelta(minutes=12))
    case = _answer(case, given, by, at - timedelta(minutes=6))
    for kind in _pieces(case):
        if kind.required or plan.says is SICK:
            piece = specimen(kind, by, at - timedelta(minutes=3))
            cases.attach(case=case, document=piece, kind=kind.slug, by=by, at=at - timedelta(minutes=2))
    case = cases.submit(case=case, by=by, at=at).case
    if plan.fate is not Fate.FILED:
        _decide(plan, cases.take(case=case, by=agent, at=at + timedelta(hours=6)), agent, at + timedelta(hours=22))


def _pieces(case: Case) -> tuple[AttachmentKind, ...]:
    return handlers.of_case(case).attachments(procedures.of_case(case), case.payload)


def _answer(case: Case, given: Mapping[str, Any], by: User, at: datetime) -> Case:
    """Answer step after step, as each brings the next ones up; commitments are taken."""
    seen: set[str] = set()
    while step := _next_step(case, by, at, seen):
        raw = {question.slug: given.get(question.slug, _usual(question)) for question in step.questions}
        case = cases.answer_step(case=case, step=step.slug, raw=raw, by=by, at=at).case
        seen.add(step.slug)
    return case


def _next_step(case: Case, by: User, at: datetime, seen: set[str]) -> forms.Step | None:
    form = handlers.of_case(case).form(procedures.of_case(case), by, case.payload, at)
    return next((step for step in forms.visible_steps(form, case.payload["answers"]) if step.slug not in seen), None)


def _usual(question: forms.Question) -> object:
    return "on" if question.kind is forms.Kind.STATEMENT else question.initial or ""


def _decide(plan: Plan, case: Case, agent: User, at: datetime) -> None:
    if plan.fate is Fate.ACCEPTED:
        cases.accept(case=case, by=agent, at=at)
    if plan.fate is Fate.QUESTIONED:
        last = _pieces(case)[-1]
        words = WORDS[plan.procedure]
        cases.ask_information(case=case, by=agent, at=at, message=words, pieces=[last.title], kinds=[last.slug])
    if plan.fate is Fate.REFUSED:
        cases.refuse(case=case, by=agent, at=at, reason=REFUSALS[plan.procedure])


def _address(by: User, child: Person, town: Town, today: date) -> Mapping[str, Any]:
    home = town.address()
    return {
        "number": home.number,
        "street": home.street,
        "postal-code": home.postal_code,
        "city": home.city,
        "moved-on": f"{today - timedelta(days=12):%d/%m/%Y}",
        "whole-household": "yes",
    }


def _absence(by: User, child: Person, town: Town, today: date) -> Mapping[str, Any]:
    first = today + timedelta(days=1)
    return {
        "children": [str(child.pk)],
        "first-day": f"{first:%d/%m/%Y}",
        "last-day": f"{first + timedelta(days=2):%d/%m/%Y}",
    }


def _school(by: User, child: Person, town: Town, today: date) -> Mapping[str, Any]:
    """Enter a school of the following year in the class of one's age; an empty answer where there is no such school."""
    year = SchoolYear.of(today).next
    level = list(Level)[max(0, year.start - _year_of_birth(child) - YOUNGEST)]
    sector = sector_of(by, {"answers": {"level": level.value}})
    others = (school.slug for school in sector.schools if school not in sector.found and level in school.levels)
    return {
        "children": str(child.pk),
        "school-year": str(year),
        "level": level.value if len(sector.found) == 1 else "",
        "already-enrolled": "no",
        "derogation": "no",
        "wished-school": next(others, ""),
    }


ANSWERS: Mapping[str, Callable[[User, Person, Town, date], Mapping[str, Any]]] = {
    "changement-d-adresse": _address,
    "changement-de-telephone": lambda by, child, town, today: {"mobile": "06 39 98 12 34"},
    "changement-de-courriel": lambda by, child, town, today: {"email": f"nouvelle.{by.username}@courriel.example"},
    "absence": _absence,
    "inscription-scolaire": _school,
}
