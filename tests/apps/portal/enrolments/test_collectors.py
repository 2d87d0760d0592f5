"""Whom a family lets collect its child, until when, and the day from which somebody may no longer come."""

from datetime import date, timedelta

import pytest

from apps.accounts.models import User
from apps.enrolments.models import AuthorisedPerson
from communes_config.schema import FieldState
from tests.apps.backoffice.desk import texts
from tests.apps.portal.enrolments.conftest import today
from tests.apps.portal.enrolments.test_views import NO_AUTHORITY, canteen, enrolled, get, home_of, leo_of, post
from tests.factories import (
    AgentFactory,
    AuthorisedPersonFactory,
    ContactFactory,
    HouseholdFactory,
    PersonFactory,
    RelationshipFactory,
)

LONG_AGO = date(2020, 1, 1)
ONE_DAY = timedelta(days=1)


@pytest.fixture
def leo(mother: User):
    leo = leo_of(mother)
    enrolled(leo, mother, activity=canteen(authorised_persons=FieldState.OPTIONAL))
    return leo


def day(name: str, when: date) -> dict[str, str]:
    return {f"{name}_day": str(when.day), f"{name}_month": str(when.month), f"{name}_year": str(when.year)}


def ana(leo, mother: User, **fields: object) -> AuthorisedPerson:
    given = {"first_names": "Ana", "usual_name": "Lopes", "since": LONG_AGO}
    return AuthorisedPersonFactory(child=leo, household=home_of(mother), **{**given, **fields})


def test_a_contact_is_allowed_until_a_day_that_a_second_answer_keeps(browser, mother, leo) -> None:
    contact = ContactFactory(household=home_of(mother))
    last, allowed = today() + 30 * ONE_DAY, {f"contact-{contact.pk}": "oui"}
    past = day(f"until-{contact.pk}", today() - ONE_DAY)
    assert post(browser, "child-permissions", leo.pk, **allowed, **past).status_code == 422
    post(browser, "child-permissions", leo.pk, **allowed, **day(f"until-{contact.pk}", last))
    assert AuthorisedPerson.objects.get(contact=contact).until == last
    post(browser, "child-permissions", leo.pk, **allowed)
    assert AuthorisedPerson.objects.get(contact=contact).until == last


def test_the_family_reads_the_dates_the_identity_seen_and_who_no_longer_may_come(browser, mother, leo) -> None:
    checked = {"identity_checked_on": date(2026, 1, 5), "identity_checked_by": AgentFactory(usual_name="Secret")}
    ana(leo, mother, **checked)
    ana(leo, mother, first_names="Zoé", until=date(2021, 6, 30))
    page = get(browser, "child-permissions", leo.pk)
    [first, second] = texts(page, "#personnes ~ ul li")
    assert "Identité vérifiée depuis le 1 janvier 2020 ; pièce d’identité vue par la mairie le 5 janvier 2026" in first
    assert "N’est plus autorisée depuis le 1 janvier 2020, dernier jour le 30 juin 2021" in second
    assert ["Choisir le jour" in first, "Choisir le jour" in second] == [True, False]
    assert "Secret" not in page.text


@pytest.mark.parametrize("days", [1, 10])
def test_somebody_may_no_longer_come_from_a_day_on(browser, mother, leo, days: int) -> None:
    person, first = ana(leo, mother), today() + days * ONE_DAY
    assert "Ana Lopes ne viendra plus chercher Léo" in texts(get(browser, "collector-end", person.pk), "h1")
    assert post(browser, "collector-end", person.pk, **day("from_day", first)).status_code == 302
    person.refresh_from_db()
    assert person.until == first - ONE_DAY
    assert "Vous pouvez choisir un autre jour" in get(browser, "collector-end", person.pk).text


def test_from_today_on_it_is_over_at_once(browser, mother, leo) -> None:
    person = ana(leo, mother)
    post(browser, "collector-end", person.pk, **day("from_day", today()))
    assert not AuthorisedPerson.objects.on(today()).exists()
    assert "N’est plus autorisée" in get(browser, "child-permissions", leo.pk).text
    assert get(browser, "collector-end", person.pk).status_code == 404


def test_the_past_is_not_changed(browser, mother, leo) -> None:
    person = ana(leo, mother)
    assert post(browser, "collector-end", person.pk, **day("from_day", today() - ONE_DAY)).status_code == 422
    person.refresh_from_db()
    assert person.until is None


def test_who_does_not_decide_for_the_child_ends_nobody(browser, mother, leo) -> None:
    person = ana(leo, mother)
    RelationshipFactory(adult=PersonFactory(), child=leo)
    assert NO_AUTHORITY in get(browser, "collector-end", person.pk).text
    refused = post(browser, "collector-end", person.pk, **day("from_day", today()))
    assert refused.status_code == 422
    assert AuthorisedPerson.objects.on(today()).exists()


def test_somebody_whom_the_other_household_named_is_nobody(browser, mother, leo) -> None:
    theirs = AuthorisedPersonFactory(child=leo, household=HouseholdFactory(), since=LONG_AGO)
    assert get(browser, "collector-end", theirs.pk).status_code == 404
    assert theirs.full_name not in get(browser, "child-permissions", leo.pk).text


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(browser, mother, leo, constant_queries, count: int) -> None:
    for rank in range(count):
        ana(leo, mother, usual_name=f"Lopes {rank}")
        ana(leo, mother, usual_name=f"Avant {rank}", until=date(2021, 6, 30))
    get(browser, "child-permissions", leo.pk)
    with constant_queries(12):
        get(browser, "child-permissions", leo.pk)
