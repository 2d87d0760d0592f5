"""The page where a family confirms what the town hall knows of it."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from apps.families.models import Certification
from apps.families.operations import create_household
from communes_config.schema import Certification as Rules
from tests.apps.backoffice.desk import hidden, texts
from tests.apps.families.makers import augusta, citizen, declaration
from tests.apps.families.separated import separated
from tests.apps.portal.signing import signed_in
from tests.configurations import adjust
from tests.factories import ContactFactory
from tests.instants import MONDAY_MORNING

PAGE = "/ma-famille/confirmer/"


@pytest.fixture
def commune(in_fresnes):
    adjust(in_fresnes, certification=Rules(every_months=12))
    return in_fresnes


@pytest.fixture
def family(commune):
    return separated()


@pytest.fixture
def fathers(family, commune, client_of):
    return signed_in(client_of(commune), family.father)


def confirm(browser, version=None):
    version = version or hidden(browser.get(PAGE), "")["version"]
    return browser.post(PAGE, {"version": version}, follow=True)


def told(response):
    return [str(message) for message in response.context["messages"]]


def test_everything_is_on_one_page_and_one_press_confirms_it(fathers, family):
    page = fathers.get(PAGE)
    titles = texts(page, ".summary h2")
    assert titles == [
        "L’adresse du foyer",
        "Maurice Testo",
        "Nina Testo",
        "Caf ou MSA",
        "Qui peut venir chercher Nina",
    ]
    links = [link["href"] for link in BeautifulSoup(page.content, "html.parser").select(".summary-head a")]
    assert links[0] == reverse("portal:member-change", args=["adresse"])
    assert links[-1] == reverse("portal:child-permissions", args=[family.child.pk])
    assert told(confirm(fathers))[0].startswith("Merci : les informations de votre famille sont confirmées.")
    assert Certification.objects.get().household == family.fathers
    assert "Dernière confirmation" in fathers.get(PAGE).content.decode()


def test_what_changed_meanwhile_is_read_again(fathers, family):
    version = hidden(fathers.get(PAGE), "")["version"]
    ContactFactory(household=family.fathers)
    assert told(confirm(fathers, version)) == [
        "Vos informations ont changé pendant que vous les lisiez. Relisez-les, puis confirmez."
    ]
    assert not Certification.objects.exists()


def test_the_other_parents_side_is_not_on_it(fathers, family):
    said = fathers.get(PAGE).content.decode()
    for secret in ("impasse du Moulin", "05 56 00 00 77", "SECRET-77", str(family.mothers.contacts.get())):
        assert secret not in said


def test_what_one_parent_confirmed_is_not_said_to_the_other(fathers, family, commune, client_of):
    mothers = signed_in(client_of(commune), family.mother)
    confirm(mothers)
    assert "Dernière confirmation" not in fathers.get(PAGE).content.decode()


def test_there_is_no_page_without_a_family_or_where_nothing_is_asked(commune, client_of, fathers):
    assert signed_in(client_of(commune), citizen("seul")).get(PAGE).status_code == 404
    adjust(commune, certification=Rules())
    assert (fathers.get(PAGE).status_code, fathers.post(PAGE).status_code) == (404, 404)
    assert PAGE not in fathers.get(reverse("portal:family")).content.decode()


def test_my_family_leads_to_it(fathers):
    assert PAGE in fathers.get(reverse("portal:family")).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow(commune, client_of, constant_queries, rows):
    user = citizen("maurice")
    contacts = tuple(augusta(key=f"c{rank}", first_names=f"Augusta {rank}") for rank in range(rows))
    create_household(declaration=declaration(contacts=contacts), account=user, by=None, at=MONDAY_MORNING)
    browser = signed_in(client_of(commune), user)
    browser.get(PAGE)
    with constant_queries(11):
        browser.get(PAGE)
