"""What the families of a demonstration ask beside their declaration: each procedure in several states."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from apps.accounts.models import User
from apps.casework import canned, procedures
from apps.casework import operations as cases
from apps.casework.enums import CannedUse, CaseStatus
from apps.casework.family import SLUG as FAMILY
from apps.casework.models import Case
from apps.families.queries import children_of
from communes_config.schema import About
from communes_config.schema.procedures import CHILDREN, CHILDREN_STEP
from tenants import context

from .work import Fate

type Answers = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """`who` is 0 for the parent of the demonstration, then families known by their account, in turn."""

    procedure: str
    who: int
    days_ago: float
    fate: Fate
    again: str = ""


PLANS = (
    Plan(procedure="contact", who=0, days_ago=3, fate=Fate.QUESTIONED, again="message"),
    Plan(procedure="contact", who=1, days_ago=0.3, fate=Fate.FILED),
    Plan(procedure="contact", who=2, days_ago=6, fate=Fate.ACCEPTED),
    Plan(procedure="avis", who=0, days_ago=18, fate=Fate.ACCEPTED),
    Plan(procedure="avis", who=3, days_ago=1.2, fate=Fate.FILED),
    Plan(procedure="donnees-personnelles", who=0, days_ago=1, fate=Fate.DRAFT),
    Plan(procedure="donnees-personnelles", who=2, days_ago=12, fate=Fate.TAKEN),
    Plan(procedure="pre-demande-creche", who=1, days_ago=5, fate=Fate.TAKEN),
    Plan(procedure="pre-demande-creche", who=3, days_ago=2, fate=Fate.ANSWERED, again="hours"),
    *(Plan(procedure="transport-scolaire", who=who, days_ago=30 - who, fate=Fate.FILED) for who in range(6)),
)
TRUSTED = ({"name": "Karim Lopez", "phone": "06 39 98 16 05"},)
STOPS = ("Le Bourg, mairie", "Quartier Hérauritz", "Rond-point de Larrondoa")
CANNED = (
    (CannedUse.ACCEPTANCE, "Merci de votre message", "Bonjour,\n\nVotre demande n° {numero} est réglée.\n\n{service}"),
    (CannedUse.QUESTION, "Préciser sa demande", "Pouvez-vous nous dire de quel jour et de quel enfant il s’agit ?"),
    (CannedUse.REFUSAL, "Autre commune", "Cette demande relève de votre commune de résidence. {service}, {telephone}"),
)


def fill(*, parent: User, agent: User, at: datetime) -> int:
    """Make the requests of PLANS that the commune offers; return how many were made."""
    for use, title, body in CANNED:
        entry = cases.CannedEntry(use=use, service="", procedure="", title=title, body=body)
        cases.write_canned_answer(entry=entry, by=agent, at=at - timedelta(days=50))
    people = [parent, *_known_families()]
    plans = [(plan, people[plan.who % len(people)]) for plan in PLANS if procedures.find(plan.procedure)]
    possible = [(plan, by) for plan, by in plans if not _asks_children(plan) or _children(by)]
    for plan, by in possible:
        _live(plan, by, agent, at - timedelta(days=plan.days_ago))
    return len(possible)


def _known_families() -> list[User]:
    accepted = Case.objects.filter(procedure=FAMILY, status=CaseStatus.ACCEPTED).select_related("requester")
    return [case.requester for case in accepted.order_by("pk")]


def _live(plan: Plan, by: User, agent: User, at: datetime) -> None:
    case = cases.open_draft(procedure=plan.procedure, by=by, at=at - timedelta(minutes=9))
    steps = {**_about(plan, by), **_answers(context.local_date(at), plan.who)[plan.procedure]}
    for step, raw in list(steps.items())[: 1 if plan.fate is Fate.DRAFT else None]:
        case = cases.answer_step(case=case, step=step, raw=raw, by=by, at=at - timedelta(minutes=4)).case
    if plan.fate is Fate.DRAFT:
        return
    case = cases.submit(case=case, by=by, at=at).case
    if plan.fate is not Fate.FILED:
        _decide(plan, cases.take(case=case, by=agent, at=at + timedelta(hours=7)), agent, at + timedelta(hours=20))


def _asks_children(plan: Plan) -> bool:
    return procedures.get(plan.procedure).definition.about is About.CHILDREN


def _children(by: User) -> list[str]:
    return [str(child.pk) for child in children_of(by).born().order_by("pk")]


def _about(plan: Plan, by: User) -> Answers:
    """Return the children a request is about, where its procedure asks."""
    return {CHILDREN_STEP: {CHILDREN: _children(by)}} if _asks_children(plan) else {}


def _decide(plan: Plan, case: Case, agent: User, at: datetime) -> None:
    if plan.fate is Fate.ACCEPTED:
        note = canned.filled(CANNED[0][2], case)
        if case.awaits_decision:
            cases.accept(case=case, by=agent, at=at, note=note)
        else:
            cases.close(case=case, by=agent, at=at, words=note)
    if plan.fate in {Fate.QUESTIONED, Fate.ANSWERED}:
        words = CANNED[1][2]
        case = cases.ask_information(case=case, by=agent, at=at, message=words, questions=[plan.again])
    if plan.fate is Fate.ANSWERED:
        raw = {plan.again: "De 7 h 45 à 18 h, sauf le mercredi."}
        cases.answer(case=case, by=case.requester, at=at + timedelta(hours=11), message="Voilà, merci !", raw=raw)


def _answers(today: date, who: int) -> Mapping[str, Answers]:
    soon = today + timedelta(days=80)
    return {
        "contact": {
            "message": {
                "topic": "invoice",
                "invoice-number": "2026-0118",
                "message": "Bonjour,\n\nDeux repas sont comptés le même jour sur la facture du mois dernier. Merci.",
            }
        },
        "avis": {
            "avis": {
                "satisfaction": "middling",
                "subject": "request",
                "trouble": ["time"],
                "words": "J’aurais aimé retrouver mes papiers plus vite. Le reste est clair.",
                "reply": "no",
            }
        },
        "donnees-personnelles": {
            "droit": {
                "right": "rectification",
                "concerns": "me",
                "what-is-wrong": "Mon deuxième prénom est écrit sans accent : Zoé, et non Zoe.",
            }
        },
        "pre-demande-creche": {
            "enfant": {"born": "no", "expected-on": f"{soon:%d/%m/%Y}", "siblings": "no"},
            "besoin": {
                "starts-on": f"{soon + timedelta(days=110):%d/%m/%Y}",
                "days": ["monday", "tuesday", "thursday", "friday"],
                "hours": "De 8 h à 17 h 30",
                "care": ["collective", "childminder"],
            },
        },
        "transport-scolaire": {"trajet": _ride(today, who)},
    }


def _ride(today: date, who: int) -> Mapping[str, Any]:
    """Return when, where and with whom somebody's children take the bus."""
    return {
        "starts-on": f"{today:%d/%m/%Y}",
        "journeys": ["morning", "evening"] if who % 2 else ["morning"],
        "stop": STOPS[who % len(STOPS)],
        "registered": "done",
        "met-by": "adult" if who % 3 else "alone",
        "also-met-by": [{"name": "Odile Ferrand", "phone": "06 39 98 41 27"}, *TRUSTED[: who % 2]] if who % 3 else [],
    }
