"""Run in the platform's own environment: a place that a child has had, or waits for, written at the desk."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from apps.activities.models import Activity
from apps.enrolments.operations import Wish, enrol
from apps.families.models import Household, Person
from core.schooling import SchoolYear
from tenants import context


def main(said: Mapping[str, Any]) -> None:
    at = datetime.now(UTC)
    with context.activate(said["commune"]):
        household = Household.objects.get(members__person__account__username=said["username"])
        child = Person.objects.get(memberships__household=household, first_names=said["first_names"])
        activity = Activity.objects.current().get(slug=said["activity"])
        wish = Wish(
            child=child,
            household=household,
            period=None,
            site=None,
            group=activity.groups.filter(slug=said["group"]).first(),
            units=tuple(activity.units.filter(slug__in=said["units"]).order_by("pk")),
            activity=activity,
            school_year=str(SchoolYear.of(date.fromisoformat(said["starts_on"]))),
            starts_on=date.fromisoformat(said["starts_on"]),
            ends_on=date.fromisoformat(said["ends_on"]),
        )
        enrol(wish=wish, blocks=(), by=None, at=at, waiting=said["waiting"])
