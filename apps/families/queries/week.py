"""The days to come of several children who live in two homes, read at once."""

from collections.abc import Mapping, Sequence
from datetime import date

from apps.accounts.models import User
from apps.families.enums import MemberRole
from apps.families.models import Custody, HouseholdMember, Person
from apps.families.queries.custody import DayCell, cell_of, names_seen
from core import custody as rules
from tenants import context
from tenants.calendars import calendar_around


def days_between_homes(
    user: User, children: Sequence[Person], days: Sequence[date]
) -> Mapping[int, tuple[DayCell | None, ...]]:
    """Return each child's cells by primary key, one for each day, in the words of this account.

    A child without custody is absent; a day that no custody covers is None. Two queries, whatever the children.
    """
    first, last = days[0], days[-1]
    found = [
        custody
        for custody in Custody.objects.filter(child__in=children, starts_on__lte=last).order_by("starts_on")
        if custody.ends_on is None or custody.ends_on > first
    ]
    if not found:
        return {}
    mine = set(
        HouseholdMember.objects.exclude(role=MemberRole.CHILD)
        .filter(person__account=user)
        .values_list("household", flat=True)
    )
    cells: dict[int, list[DayCell | None]] = {custody.child_id: [None] * len(days) for custody in found}
    for custody in found:
        arrangement = rules.from_json(custody.arrangement)
        names = names_seen(mine=custody.first_household_id in mine)
        calendar = calendar_around(context.config(), first)
        for rank, day in enumerate(days):
            if custody.starts_on <= day and (custody.ends_on is None or day < custody.ends_on):
                cells[custody.child_id][rank] = cell_of(rules.day_of(arrangement, day, calendar), names, first)
    return {child: tuple(row) for child, row in cells.items()}
