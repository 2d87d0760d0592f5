"""Who must not collect a child without a judge having said so: dated, never erased, its reason read with a trace."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from apps.audit.queries import history_of
from apps.families import operations
from apps.families.errors import AnswersForTheChild, BarredEnded, BarredEndsTooEarly, BarredKnown
from apps.families.models import BarredPerson
from apps.families.operations.people import absorb
from tests.apps.families.separated import separated
from tests.factories import BarredPersonFactory, PersonFactory
from tests.instants import MONDAY_MORNING as AT

pytestmark = pytest.mark.usefixtures("in_villefranque")
JANUARY, JUNE = date(2026, 1, 1), date(2026, 6, 1)


@pytest.fixture
def family():
    return separated()


def bar(family, **changes):
    given = {
        "child": family.child,
        "name": "Bruno Le Gall",
        "link": "voisin",
        "reason": "A suivi l’enfant.",
        "starts_on": JANUARY,
        "by": family.agent,
        "at": AT,
    }
    return operations.bar_person(**{**given, **changes})


def end(family, barred, ends_on=JUNE):
    return operations.end_barring(
        barred=barred, ends_on=ends_on, reason="La mère ne le craint plus.", by=family.agent, at=AT
    )


def test_it_holds_from_its_day_until_it_is_ended_and_stays_written(family):
    barred = end(family, bar(family))
    days = (date(2025, 12, 31), JANUARY, date(2026, 5, 31), JUNE)
    assert [BarredPerson.objects.on(day).count() for day in days] == [0, 1, 1, 0]
    assert (barred.recorded_by, barred.ended_by, barred.ended_at) == (family.agent, family.agent, AT)
    assert [event.action for event in history_of(family.child)[:2]] == [
        "families.barred_ended",
        "families.barred_recorded",
    ]


def test_one_noted_by_mistake_ends_on_its_first_day_and_never_held(family):
    barred = end(family, bar(family), ends_on=JANUARY)
    assert (BarredPerson.objects.on(JANUARY).count(), BarredPerson.objects.get()) == (0, barred)
    assert bar(family).pk


def test_it_does_not_end_before_it_begins(family):
    with pytest.raises(BarredEndsTooEarly):
        bar(family, ends_on=JANUARY)
    with pytest.raises(BarredEndsTooEarly):
        end(family, bar(family, ends_on=date(2026, 1, 2)), ends_on=date(2025, 12, 31))


def test_it_is_ended_once(family):
    barred = end(family, bar(family))
    with pytest.raises(BarredEnded):
        end(family, barred, ends_on=date(2026, 7, 1))


def test_a_parent_is_kept_away_by_a_judge_alone(family):
    with pytest.raises(AnswersForTheChild, match="TESTO maurice est un parent"):
        bar(family, name="TESTO maurice")


def test_the_same_person_is_not_listed_twice_while_it_holds(family):
    bar(family)
    with pytest.raises(BarredKnown, match="LE GALL Bruno est déjà sur cette liste"):
        bar(family, name="LE GALL Bruno", starts_on=JUNE)
    assert bar(family, name="Bruna Le Gall").pk


def test_the_same_person_comes_back_on_the_list_once_it_has_ended(family):
    end(family, bar(family))
    assert bar(family, starts_on=JUNE).pk


def test_reading_the_reason_is_written_down_and_its_words_are_not(family):
    barred = end(family, bar(family))
    found = operations.read_barring(barred=barred, by=family.agent, at=AT, why="sortie d’école")
    event = history_of(family.child).first()
    assert found == ("A suivi l’enfant.", "La mère ne le craint plus.")
    assert (event.action, event.actor_id, event.reason) == ("families.barred_read", family.agent.pk, "sortie d’école")
    assert "A suivi" not in str([vars(one) for one in history_of(family.child)])


def test_the_reasons_are_encrypted_at_rest(family):
    end(family, bar(family))
    with connection.cursor() as cursor:
        cursor.execute("select reason, end_reason from families_barredperson")
        kept = str(cursor.fetchone())
    assert ("suivi" in kept, "craint" in kept) == (False, False)


def test_the_list_follows_a_child_recognised_as_another():
    kept, other = PersonFactory(child=True), PersonFactory(child=True)
    barred = BarredPersonFactory(child=other)
    absorb(kept=kept, other=other, at=AT)
    assert list(kept.barred_persons.all()) == [barred]


@pytest.mark.parametrize(
    "fields", [{"ends_on": date(2025, 12, 31)}, {"ended_at": AT}, {"ended": True, "ends_on": None}]
)
def test_the_base_refuses_what_cannot_be(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        BarredPersonFactory(**fields)
