from datetime import date

import pytest

from apps.families.models import Custody
from apps.families.queries import days_between_homes
from core.week import seven_days
from tests.factories import CustodyFactory

from .separated import separated

pytestmark = pytest.mark.usefixtures("in_fresnes")

FRIDAY = date(2026, 3, 13)  # the ISO week 12, even, begins on the Monday after
DAYS = seven_days(FRIDAY)


@pytest.fixture
def known():
    found = separated()
    CustodyFactory(child=found.child, first_household=found.fathers, second_household=found.mothers)
    return found


def labels(user, child):
    return [cell.label if cell else None for cell in days_between_homes(user, [child], DAYS).get(child.pk, ())]


def test_each_parent_reads_the_same_days_in_their_own_words(known):
    assert labels(known.father, known.child) == ["Autre"] * 3 + ["Vous"] * 4
    assert labels(known.mother, known.child) == ["Vous"] * 3 + ["Autre"] * 4


def test_the_day_when_the_child_changes_home_says_so(known):
    cells = days_between_homes(known.father, [known.child], DAYS)[known.child.pk]

    assert [cell.day for cell in cells if cell and cell.is_hand_over] == [date(2026, 3, 16)]
    assert [cell.is_today for cell in cells if cell] == [True] + [False] * 6


def test_days_that_no_custody_covers_are_empty(known):
    Custody.objects.update(starts_on=date(2026, 3, 14), ends_on=date(2026, 3, 17))

    assert labels(known.father, known.child) == [None, "Autre", "Autre", "Vous", None, None, None]


@pytest.mark.parametrize(
    ("starts_on", "ends_on"), [(date(2025, 9, 1), FRIDAY), (date(2026, 3, 20), None)], ids=["over", "to come"]
)
def test_a_custody_of_other_days_is_not_read(known, starts_on, ends_on):
    Custody.objects.update(starts_on=starts_on, ends_on=ends_on)

    assert days_between_homes(known.father, [known.child], DAYS) == {}
