"""The places of a group. Whoever means to take one holds the group's row until the end of the transaction."""

from collections.abc import Iterable

from apps.activities.models import Group
from apps.enrolments.errors import GroupFull
from apps.enrolments.models import Enrolment
from apps.families.models import Person
from core.capacity import places_left
from core.periods import Period


def lock_groups(groups: Iterable[Group | None]) -> dict[int, Group]:
    """Hold the groups, always in the same order, and return them as they are now by primary key."""
    wanted = {group.pk for group in groups if group is not None}
    return {
        group.pk: group for group in Group.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk")
    }


def check_room(group: Group, child: Person, days: Period, *, besides: Enrolment | None = None) -> None:
    """Refuse when a locked group has no place on one of the days. Raises GroupFull."""
    if group.capacity is None:
        return
    taken = Enrolment.objects.attending().filter(group=group, starts_on__lt=days.end, ends_on__gte=days.start)
    if besides is not None:
        taken = taken.exclude(pk=besides.pk)
    present = [
        Period.from_inclusive(first, last) for first, last in taken.order_by().values_list("starts_on", "ends_on")
    ]
    left = places_left(present, days, group.capacity)
    if left is not None and left < 1:
        raise GroupFull(group=group.title, child=child.first_names)


def hold_children(children: Iterable[Person]) -> None:
    """Let two parents who enrol the same child at the same instant come one after the other."""
    keys = sorted({child.pk for child in children})
    list(Person.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=keys).order_by("pk"))
