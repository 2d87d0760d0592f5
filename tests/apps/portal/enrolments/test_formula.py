"""Another menu, as a parent asks for it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from apps.casework.models import Case
from apps.enrolments.models import Enrolment
from communes_config.schema import UnitChanges
from core.schooling import SchoolYear
from tests.apps.activities.makers import child_of, parent
from tests.apps.backoffice.desk import texts
from tests.apps.portal.enrolments.conftest import today
from tests.apps.portal.signing import signed_in
from tests.factories import (
    ActivityFactory,
    EnrolmentFactory,
    PersonFactory,
    RelationshipFactory,
    UnitFactory,
    activity_rules,
)


def lunch(user, policy=UnitChanges.REQUEST, **rules) -> Enrolment:
    activity = ActivityFactory(rules=activity_rules(unit_changes=policy, **rules))
    meat = UnitFactory(activity=activity, slug="standard", title="Menu standard")
    UnitFactory(activity=activity, slug="vegetarien", title="Menu végétarien")
    leo = child_of(user, "Léo", born=today() - timedelta(days=2500))
    place = EnrolmentFactory(
        child=leo,
        household=leo.memberships.get().household,
        activity=activity,
        school_year=str(SchoolYear.of(today())),
        starts_on=today() - timedelta(days=30),
        ends_on=today() + timedelta(days=60),
    )
    place.units.set([meat])
    return place


def address(place) -> str:
    return reverse("portal:enrolment-formula", args=[place.pk])


def on(day: date) -> dict[str, object]:
    return {"from_day_day": day.day, "from_day_month": day.month, "from_day_year": day.year}


TOMORROW = timedelta(days=1)


def test_it_is_asked_of_the_service(browser, mother):
    place = lunch(mother)
    page = browser.get(reverse("portal:enrolment", args=[place.pk]))
    assert "Changer de formule" in texts(page, "main .button")
    assert "Le service étudie votre demande" in texts(browser.get(address(place)), ".lead")[0]
    answer = browser.post(address(place), {"units": "vegetarien", **on(today() + TOMORROW)})
    case = Case.objects.get(procedure="changement-formule")
    assert answer.url == reverse("portal:case", args=[case.number])
    assert case.service == "mairie"  # of the activity, not of the families
    assert Enrolment.objects.count() == 1


def test_or_done_at_once_where_the_commune_lets_it(browser, mother):
    place = lunch(mother, UnitChanges.DIRECT, several_units=True)
    answer = browser.post(address(place), {"units": ["standard", "vegetarien"], **on(today() + TOMORROW)})
    after = Enrolment.objects.get(follows=place)
    assert answer.url == reverse("portal:enrolment", args=[after.pk])
    assert after.units.count() == 2
    assert not Case.objects.exists()


def test_who_does_not_decide_for_the_child_is_led_back_to_the_reason(browser, mother):
    place = lunch(mother)
    RelationshipFactory(adult=PersonFactory(), child=place.child)
    for answer in (browser.get, browser.post):
        page = answer(address(place), follow=True)
        assert page.redirect_chain == [(reverse("portal:enrolment", args=[place.pk]), 302)]
        assert "Vous n’exercez pas l’autorité parentale sur Léo" in page.text
        assert "Changer de formule" not in texts(page, "main .button")


@pytest.mark.parametrize(
    ("units", "days", "said"),
    [
        ("standard", 1, "C’est déjà la formule de cette inscription."),
        ("vegetarien", 0, "Cette date doit être au plus tôt"),
        ("vegetarien", 61, "Cette date doit être au plus tard"),
    ],
)
def test_what_is_refused_is_said(browser, mother, units, days, said):
    place = lunch(mother)
    answer = browser.post(address(place), {"units": units, **on(today() + timedelta(days=days))})
    assert answer.status_code == 422
    assert said in texts(answer, ".error-summary")[0]


def test_where_it_is_not_offered_there_is_no_page(browser, mother):
    place = lunch(mother, UnitChanges.NO)
    assert browser.get(address(place)).status_code == 404
    page = browser.get(reverse("portal:enrolment", args=[place.pk]))
    assert "Changer de formule" not in texts(page, "main .button")


def test_a_stranger_finds_nothing(mother, in_fresnes, client_of):
    place = lunch(mother)
    assert signed_in(client_of(in_fresnes), parent("autre")).get(address(place)).status_code == 404
