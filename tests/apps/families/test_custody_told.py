"""Each parent who may know is told of a calendar, and reads nothing of the other home."""

from datetime import date

import pytest

from apps.families import operations
from apps.families.enums import RestrictionKind
from apps.messaging.models import Message, Notice
from core.custody import from_json
from tests.apps.families.separated import separated
from tests.apps.families.test_custody import recorded
from tests.factories import RestrictionFactory
from tests.instants import MONDAY_MORNING as AT

pytestmark = pytest.mark.usefixtures("in_villefranque")


@pytest.fixture
def family():
    return separated()


def told() -> list[str]:
    letters = Message.objects.filter(template="families/custody_recorded").order_by("recipient")
    return list(letters.values_list("recipient", flat=True))


def test_both_are_told_when_an_agent_records_it(family) -> None:
    recorded(family)
    assert told() == sorted([family.father.email, family.mother.email])
    assert Notice.objects.filter(title__contains="calendrier de garde").count() == 2
    letter = Message.objects.get(template="families/custody_recorded", recipient=family.mother.email)
    assert "à partir du lundi 1 septembre 2025" in letter.text
    for line in family.fathers.address.lines():
        assert line not in letter.text
    assert family.father.usual_name not in letter.text.replace(family.child.usual_name, "")


def test_who_asked_for_it_has_the_decision_instead(family) -> None:
    recorded(family, asked_by=family.father)
    assert told() == [family.mother.email]


def test_a_correction_is_told_too(family) -> None:
    custody = recorded(family)
    Message.objects.all().delete()
    operations.change_custody(
        custody=custody,
        arrangement=from_json(custody.arrangement),
        ends_on=date(2027, 9, 1),
        by=family.agent,
        at=AT,
    )
    assert len(told()) == 2


def test_a_parent_of_whom_a_judge_keeps_the_child_is_never_told(family) -> None:
    RestrictionFactory(
        child=family.child,
        adult=family.mother.person,
        kind=RestrictionKind.NO_INFORMATION,
        starts_on=date(2020, 1, 1),
    )
    recorded(family)
    assert told() == [family.father.email]
    assert not Notice.objects.filter(user=family.mother).exists()


def test_who_has_no_address_reads_it_in_the_portal(family) -> None:
    family.mother.__class__.objects.filter(pk=family.mother.pk).update(email="")
    recorded(family)
    assert (told(), Notice.objects.filter(user=family.mother).count()) == ([family.father.email], 1)


def test_the_same_calendar_is_told_once(family) -> None:
    for _twice in range(2):
        recorded(family, reference="demande-2026-000001")
    assert len(told()) == 2
