"""What an agent reads beside a place that changes."""

from datetime import date

from apps.backoffice.queries.enrolments import occupancy_of
from apps.enrolments.models import Enrolment


def what_changing_does(enrolment: Enrolment, today: date) -> tuple[str, ...]:
    """Return how full each group of the activity is: a change never takes a place that is not there."""
    groups = [group for group in enrolment.activity.groups.all() if group.archived_at is None]
    return tuple(f"{one.title} : {one.words}." for one in occupancy_of(groups, enrolment.school_year, today))
