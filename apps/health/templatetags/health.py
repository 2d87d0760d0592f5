"""What a health record says, drawn the same for the family and for the agent."""

from datetime import date
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.health.enums import PlanStatus, Severity
from apps.health.models import HealthRecord, IndividualPlan
from tenants import context

register = template.Library()

TONES = {Severity.MILD: "neutral", Severity.MARKED: "warning", Severity.VITAL: "danger"}
PLAN_TONES = {
    PlanStatus.ASKED: "warning",
    PlanStatus.IN_PROGRESS: "info",
    PlanStatus.SIGNED: "success",
    PlanStatus.EXPIRED: "danger",
}


@register.inclusion_tag("health/facts.html")
def health_facts(record: HealthRecord) -> dict[str, Any]:
    """Allergies first, then everything else that was said; what is empty is said too."""
    return {
        "record": record,
        "allergies": [
            {
                **allergy,
                "severity": Severity(allergy["severity"]).label,
                "tone": TONES[Severity(allergy["severity"])],
            }
            for allergy in record.allergies
        ],
    }


@register.simple_tag
def severity(allergy: dict[str, str]) -> str:
    return str(Severity(allergy["severity"]).label)


@register.simple_tag
def plan_badge(plan: IndividualPlan, today: date) -> SafeString:
    """The state of a plan in words, and that it ends soon or is over."""
    status = PlanStatus(plan.status)
    tone, words = PLAN_TONES.get(status, "neutral"), str(status.label)
    if plan.ends_within(context.config().health.plan.reminder_days, today):
        over = plan.valid_until is not None and plan.valid_until < today
        tone, words = ("danger", str(PlanStatus.EXPIRED.label)) if over else ("warning", "Signé, bientôt terminé")
    return format_html('<span class="badge badge--{}">{}</span>', tone, words)
