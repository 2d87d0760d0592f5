"""The work of the health officer: plans by state, vaccines to check."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

from django.db.models import QuerySet

from apps.families.enums import HouseholdStatus, MemberRole
from apps.families.models import Person
from apps.health.enums import PlanStatus, VaccinationState
from apps.health.models import IndividualPlan, IndividualPlanQuerySet
from apps.health.workflow import CLOSED, OPEN
from tenants import context


class PlanTab(StrEnum):
    ASKED = "demandes"
    IN_PROGRESS = "en-cours"
    ENDING = "bientot"
    SIGNED = "signes"
    ENDED = "termines"
    CLOSED = "clos"

    @property
    def label(self) -> str:
        return PLAN_TABS[self]


PLAN_TABS: Mapping[PlanTab, str] = {
    PlanTab.ASKED: "Demandés",
    PlanTab.IN_PROGRESS: "En cours",
    PlanTab.ENDING: "Bientôt terminés",
    PlanTab.SIGNED: "Signés",
    PlanTab.ENDED: "À renouveler",
    PlanTab.CLOSED: "Clos",
}


class VaccineTab(StrEnum):
    TO_CHECK = "a-verifier"
    ABSENT = "sans-preuve"
    INCOMPLETE = "incomplets"
    SWORN = "attestes"
    CHECKED = "verifies"

    @property
    def label(self) -> str:
        return VACCINE_TABS[self]


VACCINE_TABS: Mapping[VaccineTab, str] = {
    VaccineTab.TO_CHECK: "À vérifier",
    VaccineTab.ABSENT: "Sans preuve",
    VaccineTab.INCOMPLETE: "Incomplets",
    VaccineTab.SWORN: "Attestés",
    VaccineTab.CHECKED: "Vérifiés",
}
_STATES = {
    VaccineTab.TO_CHECK: (VaccinationState.SENT,),
    VaccineTab.INCOMPLETE: (VaccinationState.INCOMPLETE,),
    VaccineTab.SWORN: (VaccinationState.SWORN,),
    VaccineTab.CHECKED: (VaccinationState.CHECKED, VaccinationState.EXEMPT),
}


def plans_of_tab(tab: PlanTab, today: date) -> IndividualPlanQuerySet:
    """Return the plans of one tab with their child: the oldest demand, then the nearest end, first."""
    plans = IndividualPlan.objects.select_related("child")
    soon = today + timedelta(days=context.config().health.plan.reminder_days)
    found = {
        PlanTab.ASKED: plans.filter(status=PlanStatus.ASKED).order_by("asked_at", "pk"),
        PlanTab.IN_PROGRESS: plans.filter(status=PlanStatus.IN_PROGRESS).order_by("asked_at", "pk"),
        PlanTab.ENDING: plans.ending_by(soon).filter(valid_until__gte=today).order_by("valid_until", "pk"),
        PlanTab.SIGNED: plans.signed().filter(valid_until__gte=today).order_by("valid_until", "pk"),
        PlanTab.ENDED: _ended(plans, today).order_by("valid_until", "pk"),
        PlanTab.CLOSED: plans.filter(status__in=CLOSED).order_by("-closed_at", "-pk"),
    }
    return found[tab]


def plan_counts(today: date) -> dict[PlanTab, int]:
    return {tab: plans_of_tab(tab, today).count() for tab in PlanTab}


def children_of_tab(tab: VaccineTab) -> QuerySet[Person]:
    """Return the born children of the validated families, by what is known of their vaccines."""
    children = (
        Person.objects.living_apart()
        .born()
        .filter(memberships__role=MemberRole.CHILD, memberships__household__status=HouseholdStatus.ACTIVE)
        .select_related("vaccination")
        .order_by("usual_name", "first_names", "pk")
        .distinct()
    )
    if tab == VaccineTab.ABSENT:
        return children.filter(vaccination=None)
    return children.filter(vaccination__state__in=_STATES[tab])


def vaccine_counts() -> dict[VaccineTab, int]:
    return {tab: children_of_tab(tab).count() for tab in VaccineTab}


def _ended(plans: IndividualPlanQuerySet, today: date) -> IndividualPlanQuerySet:
    """Plans that ended, marked so already or not, of children for whom no other is on its way."""
    waiting = IndividualPlan.objects.filter(status__in=OPEN).values("child")
    ended = plans.filter(status__in=(PlanStatus.EXPIRED, PlanStatus.SIGNED), valid_until__lt=today)
    return ended.exclude(child__in=waiting)
