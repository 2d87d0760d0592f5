"""A birth that was expected and is not declared: its parents are reminded once."""

from datetime import date, datetime, timedelta

import pytest

from apps.audit.models import Event
from apps.families import operations
from apps.families.enums import MemberRole
from apps.families.models import Person
from apps.families.tasks import remind_births as remind_births_task
from apps.messaging.models import Message
from tests.apps.families.makers import citizen, declaration, nina
from tests.instants import MONDAY_MORNING as AT
from tests.instants import PARIS

pytestmark = pytest.mark.usefixtures("in_villefranque")
EXPECTED = date(2026, 6, 30)


def morning(day):
    return datetime(day.year, day.month, day.day, 7, 20, tzinfo=PARIS)


@pytest.fixture
def child():
    unborn = nina(first_names="", usual_name="", birth_date=None, expected=True, expected_on=EXPECTED)
    household = operations.create_household(
        declaration=declaration(children=(unborn,)), account=citizen("maurice"), by=None, at=AT
    )
    return Person.objects.get(memberships__household=household, memberships__role=MemberRole.CHILD)


@pytest.mark.parametrize(("days", "reminded"), [(29, 0), (30, 1), (31, 1)])
def test_the_reminder_leaves_thirty_days_after_the_expected_day(child, days, reminded):
    assert operations.remind_births(at=morning(EXPECTED + timedelta(days=days))) == reminded
    assert Message.objects.filter(template="families/birth_reminder").count() == reminded


def test_it_says_the_day_and_leads_to_the_declaration(child):
    operations.remind_births(at=morning(EXPECTED + timedelta(days=30)))
    message = Message.objects.get(template="families/birth_reminder")
    assert message.recipient == "maurice.testo@exemple.fr"
    assert "30 juin 2026" in message.text
    assert f"/ma-famille/enfant/{child.pk}/naissance/" in message.text


def test_it_is_sent_once(child):
    for days in (30, 31, 60):
        operations.remind_births(at=morning(EXPECTED + timedelta(days=days)))
    assert Message.objects.filter(template="families/birth_reminder").count() == 1
    assert Event.objects.filter(action="families.birth_reminded").count() == 1


def test_a_child_born_since_is_left_alone(child):
    Person.objects.filter(pk=child.pk).update(
        expected_on=None, birth_date=EXPECTED, first_names="Lou", usual_name="Testo"
    )
    assert operations.remind_births(at=morning(EXPECTED + timedelta(days=40))) == 0


def test_the_job_runs_by_the_clock_of_the_commune(child):
    Person.objects.filter(pk=child.pk).update(expected_on=date(2020, 1, 1))
    remind_births_task.run()
    assert Message.objects.filter(template="families/birth_reminder").count() == 1
