"""What a plan or a vaccine keeps closed, with the dates of the rules."""

from datetime import date, timedelta

import pytest

from apps.health.enums import PlanStatus, VaccinationState
from apps.health.models import IndividualPlan, Vaccination
from apps.health.queries import blocks_for, packed_lunch_on, packed_lunch_tariff, standings
from communes_config.schema import ActivityKind
from core.blocks import Block
from tenants import context
from tests.apps.health.makers import CANTEEN, LEISURE, SPORT, activity
from tests.factories import IndividualPlanFactory, PersonFactory, UserFactory, VaccinationFactory
from tests.instants import MONDAY_MORNING

pytestmark = pytest.mark.usefixtures("in_villefranque")
LAST_DAY = date(2026, 7, 4)
NEW_YEAR = date(2026, 9, 1)
ENDED = "Le PAI de Léo n’est plus valable depuis le 04/07/2026 : il est à renouveler."


def sentences(child: object, activity: object, day: date, **more: date) -> list[str]:
    return [block.sentence for block in blocks_for(child, activity, day, **more)]  # type: ignore[arg-type]


def test_a_child_of_whom_nothing_is_asked_eats_at_the_canteen() -> None:
    assert blocks_for(PersonFactory(child=True), CANTEEN, NEW_YEAR) == ()


@pytest.mark.parametrize("status", [PlanStatus.ASKED, PlanStatus.IN_PROGRESS])
def test_a_plan_that_waits_for_its_signature_closes_the_canteen(status: PlanStatus) -> None:
    child = PersonFactory(child=True, first_names="Léo")
    IndividualPlanFactory(child=child, status=status)
    assert blocks_for(child, CANTEEN, date(2025, 9, 10)) == (
        Block(
            code="pai_waiting",
            sentence="PAI en attente de signature pour Léo.",
            fix="portal:child-health",
            fix_label="Voir le PAI",
            fix_arguments=(str(child.pk),),
        ),
    )
    assert sentences(child, SPORT, date(2025, 9, 10)) == []


@pytest.mark.parametrize("status", [PlanStatus.REFUSED, PlanStatus.WITHDRAWN])
def test_a_plan_that_is_not_needed_any_more_closes_nothing(status: PlanStatus) -> None:
    plan = IndividualPlanFactory(status=status)
    assert blocks_for(plan.child, CANTEEN, NEW_YEAR) == ()


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (date(2025, 9, 14), ["Le PAI de Léo commence le 15/09/2025."]),
        (date(2025, 9, 15), []),
        (LAST_DAY, []),
        (
            LAST_DAY + timedelta(days=1),
            [ENDED],
        ),
        (NEW_YEAR, [ENDED]),
    ],
)
@pytest.mark.parametrize("status", [PlanStatus.SIGNED, PlanStatus.EXPIRED])
def test_a_plan_signed_on_15_september_opens_the_canteen_until_4_july(
    status: PlanStatus, day: date, found: list[str]
) -> None:
    plan = IndividualPlanFactory(signed=True, status=status)
    assert sentences(plan.child, CANTEEN, day) == found


def test_once_renewed_the_canteen_opens_again() -> None:
    old = IndividualPlanFactory(signed=True, status=PlanStatus.RENEWED)
    IndividualPlanFactory(
        child=old.child,
        status=PlanStatus.SIGNED,
        signed_on=NEW_YEAR,
        valid_from=NEW_YEAR,
        valid_until=date(2027, 7, 3),
    )
    assert blocks_for(old.child, CANTEEN, NEW_YEAR) == ()
    assert blocks_for(old.child, CANTEEN, LAST_DAY) == ()


@pytest.mark.parametrize(("day", "brought"), [(date(2025, 9, 15), True), (LAST_DAY, True), (NEW_YEAR, False)])
def test_the_family_brings_the_meal_while_the_plan_says_so(day: date, brought: bool) -> None:
    plan = IndividualPlanFactory(signed=True, packed_lunch=True)
    assert packed_lunch_on(plan.child, day) is brought


def test_a_meal_is_brought_only_when_the_plan_says_so() -> None:
    assert not packed_lunch_on(IndividualPlanFactory(signed=True).child, LAST_DAY)


def test_the_packed_lunch_has_the_price_that_the_commune_gives() -> None:
    tariff = next(tariff for tariff in context.config().tariffs if tariff.slug == packed_lunch_tariff())
    assert {str(bracket.price.amount) for bracket in tariff.brackets} == {"1.75"}


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (date(2026, 9, 2), []),
        (date(2026, 12, 2), []),
        (
            date(2026, 12, 3),
            [
                "Les vaccins obligatoires de Léo ne sont pas attestés : "
                "l’admission provisoire s’est terminée le 02/12/2026."
            ],
        ),
    ],
)
def test_without_the_proof_of_the_vaccines_leisure_closes_after_three_months(day: date, found: list[str]) -> None:
    child = PersonFactory(child=True)
    assert sentences(child, LEISURE, day, enrolled_on=date(2026, 9, 2)) == found
    assert sentences(child, CANTEEN, day, enrolled_on=date(2026, 9, 2)) == []


@pytest.mark.parametrize(
    ("state", "closed"),
    [
        (VaccinationState.SWORN, False),
        (VaccinationState.SENT, False),
        (VaccinationState.CHECKED, False),
        (VaccinationState.EXEMPT, False),
        (VaccinationState.INCOMPLETE, True),
    ],
)
def test_a_sworn_statement_is_a_proof_where_the_commune_says_so(state: VaccinationState, closed: bool) -> None:
    child = PersonFactory(child=True)
    VaccinationFactory(child=child, state=state, checked_at=MONDAY_MORNING, checked_by=UserFactory())
    assert bool(sentences(child, LEISURE, date(2026, 12, 3), enrolled_on=date(2026, 9, 2))) is closed


def test_several_children_are_read_in_two_queries(constant_queries: object) -> None:
    children = [IndividualPlanFactory().child for _ in range(3)]
    with constant_queries(2):  # type: ignore[operator]
        found = standings(children)
        assert [found[child.pk].blocks(CANTEEN, NEW_YEAR)[0].code for child in children] == ["pai_waiting"] * 3


def test_the_page_of_a_plan_reads_as_a_number() -> None:
    assert str(IndividualPlan(pk=4)) == "PAI n° 4"


def test_a_stay_with_accommodation_waits_for_no_proof(in_carbon_blanc: object) -> None:
    child = PersonFactory(child=True)
    camp = activity("vacances-sportives", ActivityKind.HOLIDAYS)
    day_camp = activity("accueil-de-loisirs", ActivityKind.HOLIDAYS)
    first = date(2026, 9, 2)
    assert sentences(child, camp, first, enrolled_on=first) == ["Les vaccins obligatoires de Léo ne sont pas attestés."]
    assert sentences(child, day_camp, first, enrolled_on=first) == []


def test_where_the_document_is_wanted_one_s_word_is_no_proof(in_villennes: object) -> None:
    child = PersonFactory(child=True)
    found = {}
    for state in (VaccinationState.SWORN, VaccinationState.SENT, VaccinationState.CHECKED):
        Vaccination.objects.filter(child=child).delete()
        VaccinationFactory(child=child, state=state, checked_at=MONDAY_MORNING, checked_by=UserFactory())
        found[state] = len(sentences(child, LEISURE, date(2026, 12, 3), enrolled_on=date(2026, 9, 2)))
    assert found == {VaccinationState.SWORN: 1, VaccinationState.SENT: 1, VaccinationState.CHECKED: 0}
