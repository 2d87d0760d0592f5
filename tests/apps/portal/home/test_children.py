from datetime import date, datetime, timedelta

import pytest

from apps.enrolments.enums import EnrolmentStatus
from apps.families.enums import RestrictionKind
from apps.portal.home.children import week_of
from core.schooling import Level
from tests.apps.activities.makers import child_of, no_catalogue, parent, pupil, two_schools
from tests.apps.families.separated import separated
from tests.factories import CustodyFactory, EnrolmentFactory, RestrictionFactory, SchoolingFactory
from tests.instants import MONDAY_MORNING, PARIS


@pytest.fixture(autouse=True)
def _own_catalogue(in_fresnes) -> None:
    no_catalogue()


def bars(card):
    return {row.title: [(bar.words, bar.length) for bar in row.bars] for row in card.rows}


def test_a_week_of_school():
    user = parent()
    child = child_of(user)
    pupil(two_schools()[1], Level.CE1, child=child, class_name="Classe de Mme Roux")

    week = week_of(user, MONDAY_MORNING)

    [card] = week.children
    assert (card.subtitle, card.today) == ("6 ans · CE1, Classe de Mme Roux, Élémentaire", "jour d’école")
    assert bars(card) == {"École": [("École", 2), ("Sans école", 1), ("École", 2), ("Week-end", 2)]}
    assert (week.days[0], week.closed) == (date(2026, 3, 16), ())


def test_bars_name_their_days_to_who_cannot_see_the_row():
    user = parent()
    child_of(user)

    [card] = week_of(user, MONDAY_MORNING).children

    assert [bar.days for bar in card.rows[0].bars][:2] == ["du lundi 16 mars au mardi 17 mars", "mercredi 18 mars"]


def test_holidays_and_days_off_are_said():
    user = parent()
    child_of(user)

    week = week_of(user, datetime(2026, 12, 24, 9, 0, tzinfo=PARIS))

    [card] = week.children
    assert card.today == "ce sont les vacances"
    assert bars(card) == {"École": [("Vacances", 1), ("Férié", 1), ("Vacances", 5)]}
    assert week.closed == (date(2026, 12, 25),)


def test_a_pupil_of_another_commune_says_where():
    user = parent()
    SchoolingFactory(child=child_of(user), school=None, elsewhere="École de Rungis", level="cp", class_name="")

    [card] = week_of(user, MONDAY_MORNING).children

    assert card.subtitle == "6 ans · CP, École de Rungis"


@pytest.mark.parametrize(
    ("born", "subtitle"),
    [(date(2025, 9, 1), "Moins d’un an"), (date(2025, 3, 16), "1 an"), (date(2024, 3, 17), "1 an"), (None, "")],
)
def test_who_is_too_young_for_school_has_no_week_of_school(born, subtitle):
    user = parent()
    child_of(user, born=born)

    [card] = week_of(user, MONDAY_MORNING).children

    assert (card.subtitle, card.today, card.rows) == (subtitle, "", ())


def test_a_child_to_be_born_has_a_date_and_nothing_else():
    user = parent()
    child_of(user, "", born=None, usual_name="", birth_name="", match_key="", expected_on=date(2026, 5, 1))

    [card] = week_of(user, MONDAY_MORNING).children

    assert (card.subtitle, card.rows, card.enrolments) == ("Naissance prévue le 1 mai 2026", (), ())


def test_two_homes_are_read_day_by_day_with_the_change_of_home():
    known = separated()
    CustodyFactory(child=known.child, first_household=known.fathers, second_household=known.mothers)

    [card] = week_of(known.father, MONDAY_MORNING - timedelta(days=3)).children

    assert card.today == "jour d’école, chez l’autre parent"
    assert bars(card)["Maison"] == [("Autre", 3), ("Vous", 4)]
    assert [bar.tone for bar in card.rows[1].bars] == ["other", "home"]
    assert card.notes == ("lundi 16 mars : chez vous à partir du matin",)


def test_days_without_custody_are_left_open():
    known = separated()
    CustodyFactory(
        child=known.child,
        first_household=known.fathers,
        second_household=known.mothers,
        starts_on=date(2026, 3, 18),
    )

    [card] = week_of(known.father, MONDAY_MORNING).children

    assert bars(card)["Maison"] == [("—", 2), ("Vous", 5)]
    assert card.rows[1].bars[0].tone == "none"


def test_enrolments_in_progress_are_shown_and_not_those_that_ended():
    user = parent()
    child = child_of(user)
    current = EnrolmentFactory(child=child)
    EnrolmentFactory(child=child, status=EnrolmentStatus.CANCELLED)

    [card] = week_of(user, MONDAY_MORNING).children

    assert card.enrolments == (current,)


def test_a_child_of_whom_a_judge_lets_one_know_nothing_is_not_there():
    known = separated()
    RestrictionFactory(child=known.child, adult=known.father.person, kind=RestrictionKind.NO_INFORMATION)

    assert week_of(known.father, MONDAY_MORNING).children == ()


def test_the_children_of_somebody_else_are_not_there():
    child_of(parent("voisine"))

    assert week_of(parent(), MONDAY_MORNING).children == ()
