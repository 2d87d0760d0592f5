from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from apps.accounts.models import User
from apps.families.models import Person
from apps.health.enums import PlanStatus, VaccinationState
from apps.health.models import HealthAccess, HealthRecord, IndividualPlan, Vaccination
from apps.health.permissions import children_whose_health_is_kept_by
from apps.health.queries.retention import Keeping, keepings
from apps.health.workflow import OPEN
from core.todo import TodoItem, Urgency
from core.vaccination import Vaccine, required_vaccines
from tenants import context

PAGE = "portal:child-health"


@dataclass(frozen=True, kw_only=True)
class HealthPage:
    """All that is known of the health of one child, for those who may read it."""

    child: Person
    record: HealthRecord | None
    plans: tuple[IndividualPlan, ...]
    vaccination: Vaccination | None
    required: tuple[Vaccine, ...]

    @property
    def open_plan(self) -> IndividualPlan | None:
        return next((plan for plan in self.plans if plan.status in OPEN), None)

    @property
    def plan_in_force(self) -> IndividualPlan | None:
        return next((plan for plan in self.plans if plan.status == PlanStatus.SIGNED), None)

    @property
    def ended_plan(self) -> IndividualPlan | None:
        """The last plan, when it ended and nothing replaced it."""
        last = self.plans[0] if self.plans else None
        return last if last is not None and last.status == PlanStatus.EXPIRED else None

    @property
    def missing(self) -> tuple[Vaccine, ...]:
        return tuple(Vaccine(value) for value in self.vaccination.missing) if self.vaccination else ()


def health_page(child: Person) -> HealthPage:
    return HealthPage(
        child=child,
        record=HealthRecord.objects.filter(child=child).first(),
        plans=tuple(IndividualPlan.objects.filter(child=child)),
        vaccination=Vaccination.objects.filter(child=child).select_related("document").first(),
        required=required_vaccines(child.birth_date) if child.birth_date else (),
    )


def accesses_of(child: Person) -> QuerySet[HealthAccess]:
    """Return the readings by agents, newest first, those of a record joined to this one included."""
    return HealthAccess.objects.filter(Q(child=child) | Q(child__merged_into=child))


def todo(user: User, at: datetime) -> tuple[TodoItem, ...]:
    """Return what a parent has to do about the health of its children."""
    today = context.local_date(at)
    children = {child.pk: child for child in children_whose_health_is_kept_by(user, today).born().order_by("pk")}
    waiting = set(IndividualPlan.objects.open().filter(child__in=children).values_list("child", flat=True))
    plans = IndividualPlan.objects.filter(
        child__in=children, status__in=(PlanStatus.SIGNED, PlanStatus.EXPIRED)
    ).exclude(child__in=waiting)
    renewed = {plan.child_id: item for plan in plans if (item := _renewal(children[plan.child_id], plan, today))}
    absent = Vaccination.objects.filter(child__in=children, state=VaccinationState.INCOMPLETE).order_by("child")
    asked = (one for one in keepings(children.keys() - renewed.keys(), today).values() if one.is_asked)
    return (
        *renewed.values(),
        *(_vaccines(children[proof.child_id]) for proof in absent),
        *(_confirmation(children[one.child_id], one) for one in asked),
    )


def _renewal(child: Person, plan: IndividualPlan, today: date) -> TodoItem | None:
    last_day = plan.valid_until
    if last_day is None or last_day > today + timedelta(days=context.config().health.plan.reminder_days):
        return None
    ended = last_day < today
    return TodoItem(
        title=f"Renouveler le PAI de {child.first_names}",
        detail=f"Il s’est terminé le {last_day:%d/%m/%Y}." if ended else f"Il se termine le {last_day:%d/%m/%Y}.",
        page=PAGE,
        page_arguments=(str(child.pk),),
        icon="heart-pulse",
        due_on=last_day,
        urgency=Urgency.LATE if ended else Urgency.SOON,
    )


def _confirmation(child: Person, keeping: Keeping) -> TodoItem:
    return TodoItem(
        title=f"La santé de {child.first_names} : toujours exact ?",
        detail=f"Confirmez-le pour {keeping.asked_year}."
        if keeping.is_needed
        else f"Sans réponse avant le {keeping.deadline:%d/%m/%Y} inclus, le dossier sera effacé.",
        page=PAGE,
        page_arguments=(str(child.pk),),
        action="Vérifier",
        icon="heart-pulse",
        due_on=keeping.deadline,
        urgency=Urgency.SOON,
    )


def _vaccines(child: Person) -> TodoItem:
    return TodoItem(
        title=f"Compléter les vaccins de {child.first_names}",
        detail="Un agent a lu votre document : des vaccins obligatoires manquent.",
        page=PAGE,
        page_arguments=(str(child.pk),),
        icon="syringe",
        urgency=Urgency.SOON,
    )
