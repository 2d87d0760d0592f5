"""Until when children are expected: said to `apps.health`, which knows nothing of enrolments."""

from collections.abc import Collection
from datetime import date

from django.db.models import Max, Q

from apps.enrolments.models import Enrolment
from apps.enrolments.workflow import ATTENDING, LIVE
from core.schooling import SchoolYear


def last_days(children: Collection[int], today: date) -> dict[int, date]:
    """Return the last day of what each child is enrolled in, or asks for, this school year or later, in one query."""
    expected = Q(status__in={*LIVE, *ATTENDING}, ends_on__gte=SchoolYear.of(today).first_day)
    rows = Enrolment.objects.filter(expected, child__in=children).order_by().values("child")
    return dict(rows.annotate(last=Max("ends_on")).values_list("child", "last"))
