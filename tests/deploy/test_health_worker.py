"""The renewal of care plans, as the worker tends to it: real processes, a real mail server."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from apps.health.enums import PlanStatus
from apps.health.models import IndividualPlan
from apps.health.tasks import tend_plans
from tenants import context
from tenants.models import Commune
from tests.apps.health.makers import family
from tests.apps.messaging import jobs, peer
from tests.factories import IndividualPlanFactory

from .test_worker import eventually, worker

pytestmark = pytest.mark.django_db(transaction=True)
NAME = "apps.health.tasks.tend_plans"


def plan_ending(days: int, *, email: str) -> IndividualPlan:
    known = family(email=email)
    end = timezone.localdate() + timedelta(days=days)
    return IndividualPlanFactory(child=known.child, signed=True, valid_from=end - timedelta(days=300), valid_until=end)


def status_of(commune: Commune, plan: IndividualPlan) -> str:
    with context.activate(commune):
        return str(IndividualPlan.objects.get(pk=plan.pk).status)


def test_each_morning_plans_are_tended_in_each_commune(
    fresnes: Commune, villefranque: Commune, villennes: Commune, carbon_blanc: Commune
) -> None:
    assert [task.cron for task in app.periodic_registry.periodic_tasks.values() if task.task.name.startswith(NAME)] == [
        "20 6 * * *"
    ]
    app.tasks[f"{NAME}.everywhere"].func(timestamp=0)
    communes = (carbon_blanc, fresnes, villefranque, villennes)
    assert jobs.waiting() == [(NAME, {"commune": commune.slug}) for commune in communes]


def test_the_worker_reminds_thirty_days_before_and_closes_what_ended(fresnes: Commune) -> None:
    with context.activate(fresnes), transaction.atomic():
        soon = plan_ending(30, email="claire@exemple.fr")
        later = plan_ending(31, email="plus.tard@exemple.fr")
        over = plan_ending(-1, email="fini@exemple.fr")
        tend_plans.defer()
    with peer.listening() as server, worker(server):
        eventually(lambda: [message["To"] for message in server.received] == ["claire@exemple.fr"])
        eventually(lambda: status_of(fresnes, over) == PlanStatus.EXPIRED)
    assert [status_of(fresnes, plan) for plan in (soon, later)] == [PlanStatus.SIGNED, PlanStatus.SIGNED]
    assert "se termine le" in server.received[0]["Subject"]
    with context.activate(fresnes):
        reminded = IndividualPlan.objects.exclude(reminded_at=None).values_list("pk", flat=True)
        assert list(reminded) == [soon.pk]
