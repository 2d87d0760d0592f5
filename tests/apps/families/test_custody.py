"""A custody between two households: recorded by an agent, dated, never two at once."""

from datetime import date

import pytest

from apps.audit.queries import history_of
from apps.families import operations, queries
from apps.families.errors import CustodyEndsTooEarly, CustodyOverlaps, ExceptionOverlaps, NotItsHouseholds
from apps.families.models import Custody
from core.custody import AgreedException, Arrangement, IsoParity, Party, from_json, to_json
from core.periods import Period
from tests.apps.families.separated import EVEN_AT_FATHERS, separated
from tests.factories import HouseholdFactory
from tests.instants import MONDAY_MORNING as AT

pytestmark = pytest.mark.usefixtures("in_villefranque")
SEPTEMBER = date(2025, 9, 1)
EASTER = AgreedException(period=Period.from_inclusive(date(2026, 4, 4), date(2026, 4, 6)), party=Party.B)


@pytest.fixture
def family():
    return separated()


def recorded(family, **changes):
    given = {
        "child": family.child,
        "first_household": family.fathers,
        "second_household": family.mothers,
        "arrangement": EVEN_AT_FATHERS,
        "starts_on": SEPTEMBER,
        "by": family.agent,
        "at": AT,
    }
    return operations.record_custody(**{**given, **changes})


def test_a_custody_is_read_back_as_it_was_recorded(family):
    recorded(family, judgment="JAF de Bayonne, 12 juin 2025")
    found = queries.custody_on(family.child, date(2026, 3, 16))
    assert from_json(found.arrangement) == EVEN_AT_FATHERS
    assert (found.first_household, found.second_household) == (family.fathers, family.mothers)


def test_recording_a_custody_is_written_in_the_history_of_the_child(family):
    recorded(family)
    assert history_of(family.child).first().action == "families.custody_recorded"


def test_a_custody_is_shared_between_two_households_of_the_child(family):
    with pytest.raises(NotItsHouseholds, match="deux familles différentes de Nina"):
        recorded(family, second_household=HouseholdFactory())
    with pytest.raises(NotItsHouseholds):
        recorded(family, second_household=family.fathers)


@pytest.mark.parametrize("ends_on", [SEPTEMBER, date(2025, 8, 31)])
def test_a_custody_ends_after_its_first_day(family, ends_on):
    with pytest.raises(CustodyEndsTooEarly):
        recorded(family, ends_on=ends_on)
    assert recorded(family, ends_on=date(2025, 9, 2)).ends_on == date(2025, 9, 2)


def test_a_new_custody_ends_the_one_before(family):
    first = recorded(family)
    second = recorded(family, starts_on=date(2026, 9, 1))
    first.refresh_from_db()
    assert (first.ends_on, queries.custody_on(family.child, date(2026, 9, 1))) == (date(2026, 9, 1), second)


def test_a_custody_does_not_run_over_the_next_one(family):
    recorded(family, starts_on=date(2026, 9, 1))
    with pytest.raises(CustodyOverlaps, match="01/09/2026"):
        recorded(family)
    with pytest.raises(CustodyOverlaps):
        recorded(family, starts_on=date(2026, 9, 1))
    assert recorded(family, ends_on=date(2026, 9, 1)).pk


def test_the_same_reference_records_one_custody(family):
    assert recorded(family, reference="2026-000012") == recorded(family, reference="2026-000012")
    assert Custody.objects.count() == 1


def test_a_custody_is_corrected_and_keeps_its_judgment(family):
    custody = recorded(family, judgment="JAF de Bayonne")
    other = Arrangement(rhythm=IsoParity(even=Party.B))
    changed = operations.change_custody(
        custody=custody, arrangement=other, ends_on=date(2026, 9, 1), by=family.agent, at=AT
    )
    assert (from_json(changed.arrangement), changed.ends_on, changed.judgment) == (
        other,
        date(2026, 9, 1),
        "JAF de Bayonne",
    )


def test_a_correction_does_not_run_over_another_custody(family):
    first = recorded(family)
    recorded(family, starts_on=date(2026, 9, 1))
    with pytest.raises(CustodyOverlaps):
        operations.change_custody(
            custody=first, arrangement=EVEN_AT_FATHERS, ends_on=date(2026, 9, 2), by=family.agent, at=AT
        )


def test_an_exchange_of_days_is_added_then_dropped(family):
    custody = recorded(family)
    custody = operations.agree_exception(custody=custody, exception=EASTER, by=family.agent, at=AT)
    assert from_json(custody.arrangement).exceptions == (EASTER,)
    custody = operations.drop_exception(custody=custody, first_day=date(2026, 4, 5), by=family.agent, at=AT)
    assert from_json(custody.arrangement).exceptions == (EASTER,)
    custody = operations.drop_exception(custody=custody, first_day=date(2026, 4, 4), by=family.agent, at=AT)
    assert custody.arrangement == to_json(EVEN_AT_FATHERS)


def test_two_exchanges_are_not_about_the_same_day(family):
    custody = operations.agree_exception(custody=recorded(family), exception=EASTER, by=family.agent, at=AT)
    with pytest.raises(ExceptionOverlaps):
        operations.agree_exception(custody=custody, exception=EASTER, by=family.agent, at=AT)


def test_a_custody_recorded_by_mistake_is_removed_with_its_reason(family):
    operations.remove_custody(custody=recorded(family), by=family.agent, at=AT, reason="mauvaise famille")
    event = history_of(family.child).first()
    assert (Custody.objects.count(), event.action, event.reason) == (
        0,
        "families.custody_removed",
        "mauvaise famille",
    )


def test_reading_the_judgment_is_written_down(family):
    custody = recorded(family, judgment="Une semaine sur deux")
    text = operations.read_custody_judgment(custody=custody, by=family.agent, at=AT, why="appel du père")
    event = history_of(family.child).first()
    assert (text, event.action, event.reason, event.actor_id) == (
        "Une semaine sur deux",
        "families.judgment_read",
        "appel du père",
        family.agent.pk,
    )
