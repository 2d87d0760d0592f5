"""The e-mails about care plans: dates and ways, never a word of what the child suffers from."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.urls import reverse

from apps.accounts.models import User
from apps.families.models import Person
from apps.families.queries import informed_guardians
from apps.health.models import IndividualPlan
from apps.health.permissions import may_keep
from apps.health.queries import Keeping
from apps.messaging.operations import send_email
from tenants import context


def plan_ending(*, plan: IndividualPlan, at: datetime) -> None:
    _send("plan_ending", plan, at, action_label="Demander le renouvellement")


def plan_signed(*, plan: IndividualPlan, at: datetime) -> None:
    _send("plan_signed", plan, at, action_label="Voir la page santé")


def plan_refused(*, plan: IndividualPlan, at: datetime) -> None:
    _send("plan_refused", plan, at, action_label="Lire la réponse")


def health_leaving(*, child: Person, keeping: Keeping, to: Iterable[User], at: datetime) -> None:
    """Ask whether all is still exact; what it is stays on the page."""
    for parent in to:
        _write(
            "health_leaving", child, parent, at, subject_of=child, action_label="Vérifier et confirmer", keeping=keeping
        )


def _send(template: str, plan: IndividualPlan, at: datetime, *, action_label: str) -> None:
    """Write to each parent who holds the authority, may be told, and proved who they are."""
    today = context.local_date(at)
    for adult in informed_guardians(plan.child, today).select_related("account"):
        if adult.account and may_keep(adult.account, plan.child, today):
            _write(template, plan.child, adult.account, at, subject_of=plan, action_label=action_label, plan=plan)


def _write(template: str, child: Person, to: User, at: datetime, *, subject_of: Model, **facts: Any) -> None:
    if not to.email:
        return
    config, page = context.config(), reverse("portal:child-health", args=[child.pk])
    known = {
        "person_name": to.full_name,
        "child_name": child.first_names,
        "service": config.service(config.family.service),
        "action_url": context.url(page),
    }
    send_email(
        template=f"health/{template}",
        to=to,
        context={**known, **facts},
        at=at,
        subject_of=subject_of,
        page=page,
        children=(child.pk,),
    )
