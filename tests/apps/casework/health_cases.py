"""A health record filled as a request, page after page, as a parent does."""

from typing import Any

from apps.accounts.models import User
from apps.casework import operations
from apps.casework.models import Case
from tests.apps.health.makers import Family
from tests.instants import MONDAY_MORNING as AT

ANSWERS: dict[str, dict[str, Any]] = {
    "allergies": {"has-allergy": "yes", "allergies": ["arachides", "autre"], "other-allergy": "Kiwi"},
    "conduite": {
        "severity-arachides": "vital",
        "action-arachides": "Stylo, puis le 15.",
        "severity-autre": "mild",
        "action-autre": "",
    },
    "repas": {"has-diet": "yes", "diets": ["sans-porc"]},
    "medecin": {"doctor-search": "helene"},
    "choix-du-medecin": {"doctor": "larralde-helene"},
    "soins": {
        "has-medication": "yes",
        "medication": "Ventoline dans le sac.",
        "has-needs": "no",
        "comment": "Porte des lunettes.",
    },
    "vaccins": {"vaccines": "sworn"},
    "pai": {"wants-plan": "yes", "plan-subject": "Allergie aux arachides"},
    "engagements": {"statement-autorite-parentale": "yes"},
}


def answered(known: Family, *, by: User | None = None, **changes: dict[str, Any]) -> Case:
    """A draft with every step answered; `pai={"wants-plan": "no"}` answers one otherwise, `pai={}` not at all."""
    user = by or known.parent
    case = operations.open_draft(procedure="sante", by=user, at=AT)
    steps = {"enfants": {"children": str(known.child.pk)}, **ANSWERS}
    for step, answers in {**steps, **{name.replace("_", "-"): given for name, given in changes.items()}}.items():
        if answers:
            case = operations.answer_step(case=case, step=step, raw=answers, by=user, at=AT).case
    return case


def filed(known: Family, **changes: dict[str, Any]) -> Case:
    case = answered(known, **changes)
    return operations.submit(case=case, by=case.requester, at=AT).case
