"""The e-mails about care plans: dates and ways, never a word of what the child suffers from."""

from datetime import datetime

from django.urls import reverse

from apps.families.queries import informed_guardians
from apps.health.models import IndividualPlan
from apps.health.permissions import may_keep
from apps.messaging.operations import send_email
from tenants import context


def plan_ending(*, plan: IndividualPlan, at: datetime) -> None:
    _send("plan_ending", plan, at, action_label="Demander le renouvellement")


def plan_signed(*, plan: IndividualPlan, at: datetime) -> None:
    _send("plan_signed", plan, at, action_label="Voir la page santé")


def plan_refused(*, plan: IndividualPlan, at: datetime) -> None:
    _send("plan_refused", plan, at, action_label="Lire la réponse")


def _send(template: str, plan: IndividualPlan, at: datetime, *, action_label: str) -> None:
    """Write to each parent who holds the authority, may be told, and proved who they are."""
    config, today = context.config(), context.local_date(at)
    for adult in informed_guardians(plan.child, today).select_related("account"):
        if adult.account and adult.account.email and may_keep(adult.account, plan.child, today):
            send_email(
                template=f"health/{template}",
                to=adult.account,
                context={
                    "person_name": adult.full_name,
                    "child_name": plan.child.first_names,
                    "plan": plan,
                    "service": config.service(config.family.service),
                    "action_url": context.url(reverse("portal:child-health", args=[plan.child_id])),
                    "action_label": action_label,
                },
                at=at,
                subject_of=plan,
                page=reverse("portal:child-health", args=[plan.child_id]),
            )
