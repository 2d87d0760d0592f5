"""What a plan answers to who enrols a child: refused, without meals, or only told."""

from datetime import date

import pytest

from apps.health.enums import PlanStatus
from apps.health.models import IndividualPlan
from apps.health.permissions import told_of
from apps.health.queries import closed_until_signed, standings
from communes_config.schema import ActivityKind
from core.care_plans import Closed
from tests.apps.health.makers import CANTEEN, LEISURE, SPORT, activity, family
from tests.factories import IndividualPlanFactory, PersonFactory

pytestmark = pytest.mark.usefixtures("in_villefranque")
TODAY, SEPTEMBER = date(2026, 6, 1), date(2026, 9, 1)
WAITS = "PAI en attente de signature pour Léo."
ENDED = "Le PAI de Léo n’est plus valable depuis le 04/07/2026 : il est à renouveler."
ENDS = "Le PAI de Léo se termine le 04/07/2026 : il sera à renouveler."
COMES = "Léo y viendra une fois le PAI signé."
MEALS = "Les formules avec repas s’ouvriront une fois le PAI signé."
OPENS = "L’inscription s’ouvrira une fois le PAI signé."


def leisure(closes: Closed, *meals: bool):
    return activity("centre", ActivityKind.HOLIDAYS, meals=meals, blocks_until_signed=True, closes=closes)


def said(child, offered, *, start: date = SEPTEMBER, today: date = TODAY) -> dict[str, list[str]]:
    found = standings([child])[child.pk].enrolling(offered, start=start, today=today)
    told = {"blocks": found.blocks, "meals": found.meals, "waits": found.waits}
    return {name: [block.sentence for block in blocks] for name, blocks in told.items() if blocks}


@pytest.mark.parametrize(
    ("offered", "expected"),
    [
        (leisure(Closed.ATTENDANCE), {"waits": [f"{WAITS} {COMES}"]}),
        (leisure(Closed.MEALS, True, False), {"meals": [f"{WAITS} {MEALS}"]}),
        (leisure(Closed.MEALS, True, True), {"blocks": [f"{WAITS} {OPENS}"]}),
        (leisure(Closed.ENROLMENT), {"blocks": [f"{WAITS} {OPENS}"]}),
        (CANTEEN, {"waits": [f"{WAITS} {COMES}"]}),
        (SPORT, {}),
    ],
)
@pytest.mark.parametrize("status", [PlanStatus.ASKED, PlanStatus.IN_PROGRESS])
def test_a_commune_says_what_waits_for_the_signature(status, offered, expected):
    plan = IndividualPlanFactory(status=status, child__first_names="Léo")
    assert said(plan.child, offered) == expected


@pytest.mark.parametrize("status", [PlanStatus.REFUSED, PlanStatus.WITHDRAWN])
def test_a_plan_that_is_not_needed_any_more_closes_nothing(status):
    assert said(IndividualPlanFactory(status=status).child, leisure(Closed.ENROLMENT)) == {}


@pytest.mark.parametrize(
    ("start", "today", "expected"),
    [
        (date(2026, 7, 4), date(2026, 7, 4), {}),
        (date(2026, 7, 5), date(2026, 7, 4), {"waits": [f"{ENDS} {COMES}"]}),
        (date(2026, 7, 5), date(2026, 7, 5), {"blocks": [f"{ENDED} {OPENS}"]}),
        (date(2025, 9, 14), date(2025, 9, 1), {"waits": ["Le PAI de Léo commence le 15/09/2025."]}),
        (date(2025, 9, 15), date(2025, 9, 1), {}),
    ],
)
def test_a_signed_plan_opens_the_enrolment_until_it_is_over(start, today, expected):
    plan = IndividualPlanFactory(signed=True, child__first_names="Léo")
    assert said(plan.child, leisure(Closed.ENROLMENT), start=start, today=today) == expected


def test_a_plan_asked_and_not_written_down_yet_counts():
    child = PersonFactory(child=True, first_names="Léo")
    standing = standings([child])[child.pk]
    assert standing.enrolling(CANTEEN, start=SEPTEMBER, today=TODAY).waits == ()
    asked = standing.with_a_plan_asked()
    assert [block.code for block in asked.enrolling(CANTEEN, start=SEPTEMBER, today=TODAY).waits] == ["pai_waiting"]
    assert (standing.plan_to_follow, IndividualPlan.objects.count()) == (None, 0)


def test_the_plan_to_follow_is_the_one_that_waits_else_the_last():
    old = IndividualPlanFactory(signed=True)
    assert standings([old.child])[old.child.pk].plan_to_follow == old
    new = IndividualPlanFactory(child=old.child)
    assert standings([old.child])[old.child.pk].plan_to_follow == new


def test_what_a_plan_says_is_not_read_to_know_what_it_closes(django_assert_num_queries):
    plan = IndividualPlanFactory()
    with django_assert_num_queries(2):
        [found] = standings([plan.child])[plan.child.pk].plans
    assert found.get_deferred_fields() == {"subject", "what_to_do", "reason"}


def test_nothing_is_said_of_its_health_to_who_may_not_know():
    plan = IndividualPlanFactory(child__first_names="Léo")
    [block] = standings([plan.child], told=())[plan.child.pk].enrolling(CANTEEN, start=SEPTEMBER, today=TODAY).waits
    assert (block.code, block.fix, block.fix_label) == ("health_waits", "", "")
    assert block.sentence == (
        "Il manque un document de Léo. Seuls ses parents qui exercent l’autorité parentale peuvent s’en occuper."
    )


def test_who_keeps_the_health_of_a_child_is_told_of_it():
    home = family()
    stranger = family(authority=False, child=home.child)
    assert told_of(home.parent, [home.child], TODAY) == {home.child.pk}
    assert told_of(stranger.parent, [home.child], TODAY) == frozenset()


@pytest.mark.parametrize(("meal", "closed"), [(True, ["pai_waiting"]), (False, [])])
def test_on_a_day_only_the_meal_may_be_closed(meal, closed):
    child = IndividualPlanFactory().child
    standing = standings([child])[child.pk]
    found = standing.plan_blocks(leisure(Closed.MEALS, True, False), SEPTEMBER, meal=meal)
    assert [block.code for block in found] == closed
    assert [b.code for b in standing.attending(leisure(Closed.MEALS), SEPTEMBER, meal=meal, today=TODAY)] == closed


def test_the_kinds_that_the_commune_lists_wait_with_the_activities_that_say_so(in_villennes):
    assert (closed_until_signed(CANTEEN), closed_until_signed(LEISURE)) == (Closed.ATTENDANCE, None)
    assert closed_until_signed(leisure(Closed.MEALS)) is Closed.MEALS
