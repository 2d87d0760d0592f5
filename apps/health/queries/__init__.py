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
    "OfferedActivity",
    "PlanTab",
    "Standing",
    "VaccineTab",
    "accesses_of",
    "blocks_for",
    "children_of_tab",
    "closed_until_signed",
    "doctor",
    "doctors",
    "health_page",
    "packed_lunch_on",
    "packed_lunch_tariff",
    "plan_counts",
    "plans_of_tab",
    "standings",
    "todo",
    "vaccine_counts",
]
