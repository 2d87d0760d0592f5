"""The children whose school the town hall does not know: what they may be enrolled in depends on it."""

from datetime import date, datetime

from apps.accounts.models import User
from apps.activities.models import Activity
from apps.activities.queries import CHILD_SCHOOL, places_on, today_of
from apps.families.models import Person
from apps.families.queries import children_decided_by
from core.schooling import SchoolYear
from core.todo import TodoItem

AGES = range(3, 12)  # on 31 December: from the first to the last year of the schools of a commune


def todo(user: User, at: datetime) -> tuple[TodoItem, ...]:
    """Ask whoever decides for it for the school of each child of an age to go; four queries, whatever the children."""
    today = today_of(at)
    year = SchoolYear.of(today)
    end_of_year = date(year.start, 12, 31)
    children = children_decided_by(user, on=today).born().order_by("birth_date", "pk")
    pupils = [child for child in children if child.age_on(end_of_year) in AGES]
    if not pupils or not Activity.objects.current().exists():
        return ()
    known = places_on(pupils, today)
    return tuple(_school(child, year) for child in pupils if child.pk not in known)


def _school(child: Person, year: SchoolYear) -> TodoItem:
    return TodoItem(
        title=f"Indiquez l’école de {child.first_names}",
        detail=f"Pour {year} : les activités possibles en dépendent.",
        page=CHILD_SCHOOL,
        page_arguments=(str(child.pk), str(year)),
        action="Indiquer",
        icon="school",
    )
