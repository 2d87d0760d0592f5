"""What runs each morning, told here with the clock of the day; `tests/deploy` has the worker itself."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.health.enums import PlanStatus
from apps.health.models import IndividualPlan
from apps.health.tasks import tend_plans
from apps.messaging.models import Message
from tests.apps.health.makers import family
from tests.factories import IndividualPlanFactory

pytestmark = pytest.mark.usefixtures("in_fresnes")


@pytest.mark.parametrize(
    ("days", "status", "mails"),
    [(31, PlanStatus.SIGNED, 0), (30, PlanStatus.SIGNED, 1), (0, PlanStatus.SIGNED, 1), (-1, PlanStatus.EXPIRED, 0)],
)
def test_plans_are_closed_and_reminded_of_once(days: int, status: PlanStatus, mails: int) -> None:
    known = family(email="claire@exemple.fr")
    end = timezone.localdate() + timedelta(days=days)
    IndividualPlanFactory(child=known.child, signed=True, valid_from=end - timedelta(days=300), valid_until=end)
    tend_plans.run()
    tend_plans.run()
    assert (IndividualPlan.objects.get().status, Message.objects.count()) == (status, mails)
