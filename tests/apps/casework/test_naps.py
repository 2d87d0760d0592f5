"""The nap of a young child: asked of who is young enough, kept under the words of the commune."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from apps.casework import handlers
from apps.casework.models import Case
from apps.casework.procedures import of_case
from apps.health.models import HealthRecord
from apps.health.operations.merging import merge_children
from tenants.models import Commune
from tests.apps.casework.health_cases import ANSWERS, answered, filed
from tests.apps.health.makers import Family, family
from tests.configurations import adjust
from tests.factories import HealthRecordFactory, PersonFactory
from tests.instants import MONDAY_MORNING as AT

pytestmark = pytest.mark.usefixtures("in_villefranque")
SLEEPS = {"slug": "dort", "label": "Fait la sieste chaque jour"}
CARE = ANSWERS["soins"]


def young(born: date = date(2021, 5, 4)) -> Family:
    known = family()
    known.child.birth_date = born
    known.child.save(update_fields=["birth_date"])
    return known


def asked(case: Case) -> Any:
    form = handlers.of_case(case).form(of_case(case), case.requester, case.payload, AT)
    return next((question for _step, question in form.questions() if question.slug == "nap"), None)


def record_of(known: Family) -> HealthRecord:
    return HealthRecord.objects.get(child=known.child)


def test_a_parent_chooses_it_among_the_words_of_the_commune() -> None:
    known = young()
    filed(known, soins={**CARE, "nap": "dort"})
    assert record_of(known).nap == SLEEPS
    draft = answered(known, **{name: {} for name in ANSWERS})
    assert [option.value for option in asked(draft).options] == ["dort", "parfois", "repos", "aucune"]
    assert asked(draft).initial == "dort"


def test_nobody_has_to_answer() -> None:
    known = young()
    filed(known)
    assert record_of(known).nap is None


def test_it_is_not_asked_of_who_is_old_enough() -> None:
    on_the_day, the_day_after = date(AT.year - 6, AT.month, AT.day), date(AT.year - 6, AT.month, AT.day + 1)
    assert asked(answered(young(on_the_day))) is None
    assert asked(answered(young(the_day_after))) is not None


def test_it_is_not_asked_where_the_commune_tells_no_habit_apart(in_villefranque: Commune) -> None:
    known = young()
    adjust(in_villefranque, health=replace(in_villefranque.config.health, naps=()))
    assert asked(answered(known)) is None


@pytest.mark.parametrize(("ours", "kept"), [(None, SLEEPS), ({"slug": "repos", "label": "Se repose"}, "repos")])
def test_one_child_of_two_records_keeps_it(ours: Any, kept: Any) -> None:
    record = HealthRecordFactory(nap=ours)
    other = HealthRecordFactory(child=PersonFactory(child=True), nap=SLEEPS)
    merge_children(kept=record.child, other=other.child, at=AT)
    record.refresh_from_db()
    assert (record.nap["slug"] if ours else record.nap) == kept
