"""A child who leaves a household: its places there are ended first, and nobody collects it there any more."""

from datetime import date, datetime

from apps.accounts.models import User
from apps.enrolments.errors import StillEnrolled
from apps.enrolments.models import AuthorisedPerson, Enrolment
from apps.enrolments.operations.permissions import withdraw
from apps.families.models import Household, Person
from tenants import context


def leave_household(*, household: Household, person: Person, left_on: date, by: User, at: datetime) -> None:
    """Raises StillEnrolled. An adult has no place to end."""
    live = Enrolment.objects.live().filter(child=person, household=household, ends_on__gt=left_on)
    titles = list(live.order_by("activity__position", "pk").values_list("activity__title", flat=True))
    if titles:
        raise StillEnrolled(name=person.full_name, activities=", ".join(dict.fromkeys(titles)))
    today = context.local_date(at)
    for collector in AuthorisedPerson.objects.on(today).filter(child=person, household=household):
        withdraw(person=collector, by=by, at=at, today=today)
