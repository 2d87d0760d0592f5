"""Reads on the health of children: what blocks them, what a family and an agent see."""

from apps.health.queries.doctors import doctor, doctors
from apps.health.queries.lists import (
    PlanTab,
    VaccineTab,
    children_of_tab,
    plan_counts,
    plans_of_tab,
    vaccine_counts,
)
from apps.health.queries.pages import HealthPage, accesses_of, health_page, todo
from apps.health.queries.retention import (
    Keeping,
    children_kept,
    keeping_of,
    keepings,
    leaving,
    superseded_plans,
    waiting_plans,
)
from apps.health.queries.standing import (
    PLAN_CODES,
    Enrolling,
    OfferedActivity,
    Standing,
    blocks_for,
    closed_until_signed,
    packed_lunch_on,
    packed_lunch_tariff,
    standings,
)

__all__ = [
    "PLAN_CODES",
    "Enrolling",
    "HealthPage",
    "Keeping",
    "OfferedActivity",
    "PlanTab",
    "Standing",
    "VaccineTab",
    "accesses_of",
    "blocks_for",
    "children_kept",
    "children_of_tab",
    "closed_until_signed",
    "doctor",
    "doctors",
    "health_page",
    "keeping_of",
    "keepings",
    "leaving",
    "packed_lunch_on",
    "packed_lunch_tariff",
    "plan_counts",
    "plans_of_tab",
    "standings",
    "superseded_plans",
    "todo",
    "vaccine_counts",
    "waiting_plans",
]
