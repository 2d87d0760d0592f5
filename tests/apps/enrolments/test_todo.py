from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from apps.accounts.enums import AccountStatus
from apps.activities.definitions import rules_of
from apps.activities.models import AuthorisationText, Period
from apps.enrolments.todo import todo
from communes_config.schema import Window
from core.todo import Urgency
from tests.apps.activities.makers import canteen, child_of, no_catalogue, parent
from tests.configurations import adjust
from tests.factories import EnrolmentFactory
from tests.instants import MONDAY_MORNING

ANSWER = "Dites ce que vous autorisez pour Léo"


@pytest.fixture(autouse=True)
def _own_catalogue(in_fresnes) -> None:
    no_catalogue()


def local(moment: timedelta) -> datetime:
    """So long after Monday morning, as the commune's files would write it."""
    return (MONDAY_MORNING + moment).replace(tzinfo=None)


def offered(title="Cantine", *, opens=None, closes=None, **changes):
    return canteen(title=title, windows=(Window(opens=opens, closes=closes),), **changes)


def said(user):
    return [(item.title, item.detail, item.due_on, item.urgency) for item in todo(user, MONDAY_MORNING)]


def test_a_window_that_closes_names_the_activities_and_the_children_once():
    user = parent()
    child_of(user, "Léo")
    child_of(user, "Zoé")
    for title in ("Cantine", "Garderie"):
        offered(title, closes=datetime.fromisoformat("2026-03-21 00:00"))

    assert said(user) == [
        (
            "Inscriptions ouvertes : Cantine et Garderie",
            "Pour Léo et Zoé, jusqu’au vendredi 20 mars.",
            date(2026, 3, 20),
            Urgency.SOON,
        )
    ]


def test_more_than_three_activities_are_counted():
    user = parent()
    child_of(user)
    for title in ("Cantine", "Garderie", "Étude", "Mercredi", "Sport"):
        offered(title, closes=local(timedelta(days=3)))

    [item] = todo(user, MONDAY_MORNING)

    assert item.title == "Inscriptions ouvertes : Cantine, Garderie, Étude et 2 autres"


@pytest.mark.parametrize(("days", "count"), [(30, 1), (31, 0)])
def test_a_window_is_said_thirty_days_before_it_closes(days, count):
    user = parent()
    child_of(user)
    offered(closes=local(timedelta(days=days)))

    assert len(said(user)) == count


@pytest.mark.parametrize(("days", "count"), [(0, 0), (21, 1), (22, 0)])
def test_an_opening_is_announced_three_weeks_before(days, count):
    user = parent()
    child_of(user)
    offered(opens=local(timedelta(days=days)))

    assert [title for title, *_ in said(user)] == ["Bientôt : Cantine"] * count


def test_what_is_enrolled_already_is_not_proposed():
    user = parent()
    child = child_of(user)
    activity = offered(closes=local(timedelta(days=3)))
    EnrolmentFactory(child=child, activity=activity, period=situated(activity), ends_on=date(2026, 7, 3))

    assert said(user) == []


def situated(activity):
    return Period.objects.get(slug=rules_of(activity).periods[0])


def test_a_text_that_changed_waits_for_an_answer():
    user = parent()
    child = child_of(user)
    activity = canteen(authorisations=("droit-image",))
    AuthorisationText.objects.create(
        slug="droit-image",
        version="2",
        title="Photos",
        text="Mon enfant peut être photographié.",
        dated=date(2026, 3, 1),
        published_at=MONDAY_MORNING,
    )
    EnrolmentFactory(child=child, household=child.households.get(), activity=activity)

    assert [title for title, *_ in said(user)] == [ANSWER]


def test_an_account_that_may_not_ask_has_nothing_to_ask():
    user = parent()
    child_of(user)
    offered(closes=local(timedelta(days=3)))
    user.status = AccountStatus.PENDING_APPROVAL

    assert todo(user, MONDAY_MORNING) == ()


def test_the_children_of_somebody_else_are_not_said():
    child_of(parent("voisine"))
    offered(closes=local(timedelta(days=3)))

    assert said(parent()) == []


@pytest.mark.parametrize(("due", "lines"), [("05-15", 1), ("05-16", 0)])
def test_the_file_of_the_year_is_asked_for_sixty_days_before(in_fresnes, due: str, lines: int):
    user = parent()
    child_of(user, "Léo")
    offered()
    adjust(in_fresnes, enrolment=replace(in_fresnes.config.enrolment, file_due_by=due))
    found = [item for item in todo(user, MONDAY_MORNING) if item.title.startswith("Rendez le dossier")]
    told = [(item.title, item.detail, item.due_on) for item in found]
    assert (
        told
        == [
            (
                "Rendez le dossier d’inscription 2026-2027",
                "Pour Léo, au plus tard le vendredi 15 mai.",
                date(2026, 5, 15),
            )
        ]
        * lines
    )


def test_the_file_is_not_asked_for_who_gave_it_nor_for_who_has_nothing_to_join(in_fresnes):
    user = parent()
    adjust(in_fresnes, enrolment=replace(in_fresnes.config.enrolment, file_due_by="04-30"))
    leo = child_of(user, "Léo")
    assert said(user) == []
    EnrolmentFactory(child=leo, household=user.person.memberships.get().household, school_year="2026-2027")
    offered()
    assert not [line for line in said(user) if line[0].startswith("Rendez")]
