"""Run in the platform's own environment: a place that a child has had for some weeks, given at the desk."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
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
        wish = Wish(
            child=child,
            household=household,
            period=None,
            site=None,
            group=None,
            units=(),
            activity=Activity.objects.current().get(slug=said["activity"]),
            school_year=str(SchoolYear.of(at.date())),
            starts_on=at.date() - timedelta(days=30),
            ends_on=at.date() + timedelta(days=60),
        )
        enrol(wish=wish, blocks=(), by=None, at=at)
