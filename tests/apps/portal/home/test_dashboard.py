from datetime import UTC, date, datetime, timedelta

import pytest
from bs4 import BeautifulSoup

from apps.accounts.enums import AccountStatus
from apps.accounts.models import User
from apps.casework import operations
from apps.content.models import NewsItem
from apps.families.operations import create_household
from core.schooling import Level
from tenants import context
from tests.apps.activities.makers import canteen, child_of, no_catalogue, pupil
from tests.apps.activities.makers import parent as parent_with_household
from tests.apps.casework.makers import draft, filed, in_review
from tests.apps.families.makers import agent, citizen, declaration
from tests.factories import (
    ActivityFactory,
    CaseFactory,
    CustodyFactory,
    DocumentFactory,
    EnrolmentFactory,
    IndividualPlanFactory,
    NewsItemFactory,
    NoticeFactory,
    SchoolFactory,
)
from tests.instants import MONDAY_MORNING

VISIT = datetime(2026, 3, 12, 9, 32, tzinfo=UTC)


@pytest.fixture
def parent(fresnes):
    with context.activate(fresnes):
        return citizen()


@pytest.fixture(autouse=True)
def _own_catalogue(in_fresnes) -> None:
    no_catalogue()


@pytest.fixture
def home_of(browser):
    """Read the home of somebody."""

    def read(user):
        response = browser(user).get("/mon-accueil/")
        assert response.status_code == 200
        return BeautifulSoup(response.content, "html.parser")

    return read


@pytest.fixture
def home(home_of, parent):
    """Read the home of this parent."""
    return lambda: home_of(parent)


def to_do(page):
    section = page.select_one("section[aria-labelledby=a-faire]")
    return [title.get_text(strip=True) for title in section.select("h3")]


def test_the_address_of_the_commune_leads_home(browser, parent):
    response = browser(parent).get("/")

    assert (response.status_code, response["Location"]) == (302, "/mon-accueil/")


def test_the_menu_says_where_one_is(home):
    assert [entry.get_text() for entry in home().select(".site-nav-wide a[aria-current=page]")] == ["Accueil"]


def test_an_agent_is_led_to_the_work_list(browser, fresnes):
    with context.activate(fresnes):
        officer = agent()

    response = browser(officer).get("/mon-accueil/")

    assert (response.status_code, response["Location"]) == (302, "/agents/")


def test_somebody_new_is_invited_to_type_the_key_or_to_declare_the_family(home, fresnes):
    page = home()

    assert page.h1.get_text() == "Bonjour M. Maurice TESTO"
    assert to_do(page) == ["Saisissez votre clé Enfance", fresnes.config.family.declaration_title]
    assert "Votre espace n’est pas encore relié à une famille." in page.get_text()


def test_a_draft_is_offered_again(home, fresnes, parent):
    with context.activate(fresnes):
        case = draft(parent)

    assert to_do(home()) == ["Saisissez votre clé Enfance", f"Terminez « {case.title} »"][::-1]


def test_a_filed_request_is_followed_and_leaves_nothing_to_do(home, fresnes, parent):
    with context.activate(fresnes):
        case = filed(parent)

    page = home()

    assert to_do(page) == []
    assert "Rien ne vous attend : tout est à jour." in page.get_text()
    line = page.select_one("section[aria-labelledby=demandes] li")
    assert line.a["href"] == f"/mes-demandes/{case.number}/"
    assert line.select_one(".badge").get_text() == "Déposée"


def test_a_question_of_the_service_comes_first(home, fresnes, parent):
    with context.activate(fresnes):
        officer = agent()
        case = in_review(parent, officer=officer)
        operations.ask_information(case=case, by=officer, at=MONDAY_MORNING, message="Un justificatif plus récent ?")

    page = home()

    assert to_do(page) == [f"Complétez votre demande n° {case.number}"]
    assert page.find("a", string="Répondre") is None  # the link also says to whom
    assert page.select_one(".todo a.button")["href"] == f"/mes-demandes/{case.number}/?onglet=echanges"


def test_a_validated_family_is_shown(home, fresnes, parent):
    with context.activate(fresnes):
        create_household(declaration=declaration(), account=parent, by=agent(), at=MONDAY_MORNING)

    page = home()

    members = page.select_one("section[aria-labelledby=famille]")
    assert "Maurice" in members.get_text()
    assert members.find("a", href="/ma-famille/") is not None
    assert to_do(page) == []


def test_an_account_that_waits_for_the_town_hall_knows_until_when(home, fresnes, parent):
    with context.activate(fresnes):
        User.objects.update(
            status=AccountStatus.PENDING_APPROVAL, approval_due_at=datetime(2026, 3, 18, 9, 0, tzinfo=UTC)
        )

    page = home()

    assert to_do(page) == ["La mairie vérifie votre compte"]
    assert "au plus tard mercredi 18 mars 2026 à 10 h" in page.get_text()


def test_the_last_visit_is_shown_so_that_a_stranger_s_is_noticed(home, fresnes, parent):
    with context.activate(fresnes):
        User.objects.update(previous_login=VISIT)

    assert "Dernière connexion le 12 mars 2026 à 10 h 32." in home().get_text()


def test_the_data_of_the_person_are_at_hand(home, parent):
    text = home().select_one("section[aria-labelledby=donnees]").get_text()

    assert parent.email in text
    assert "12 rue des Lilas" in text


def test_what_was_said_in_one_s_space_is_shown_newest_first(home, fresnes, parent):
    with context.activate(fresnes):
        NoticeFactory(user=parent, title="Lue", read_at=MONDAY_MORNING)
        NoticeFactory(user=parent, title="Nouvelle", created_at=MONDAY_MORNING + timedelta(minutes=1))
        NoticeFactory(user=citizen("autre"), title="D’une autre")

    lines = [line.get_text(" ", strip=True) for line in home().select("section[aria-labelledby=messages] li")]

    assert lines == ["Nouvelle Non lu 16 mars à 9 h 01", "Lue 16 mars à 9 h 00"]


def test_the_last_documents_are_at_hand(home, fresnes, parent):
    with context.activate(fresnes):
        mine = DocumentFactory(owner=parent, title="Facture d’eau")
        DocumentFactory(owner=citizen("autre"), title="D’une autre")

    section = home().select_one("section[aria-labelledby=documents]")

    assert [link["href"] for link in section.select("li a")] == [f"/mes-documents/{mine.reference}/"]


def test_a_request_says_until_when_the_town_hall_answers(home, fresnes, parent):
    with context.activate(fresnes):
        case = filed(parent)

    line = home().select_one("section[aria-labelledby=demandes] li")

    assert case.due_at is not None
    assert "Déposée le 16 mars 2026 · réponse au plus tard le 16 mai 2026" in line.get_text(" ", strip=True)
    assert line.select_one(".track--1") is not None


def test_beyond_five_things_to_do_the_rest_is_folded(home, fresnes, parent):
    with context.activate(fresnes):
        for procedure in ("contact", "avis", "donnees-personnelles", "pre-demande-creche", "changement-de-courriel"):
            operations.open_draft(procedure=procedure, by=parent, at=MONDAY_MORNING)

    page = home()

    assert len(to_do(page)) == 7
    assert page.select_one(".todo-more summary").get_text(strip=True) == "Et 2 autres choses"
    assert len(page.select(".todo-more h3")) == 2


def test_an_account_that_waits_is_offered_nothing_it_may_not_do(home, fresnes, parent):
    with context.activate(fresnes):
        User.objects.update(status=AccountStatus.PENDING_APPROVAL, approval_due_at=MONDAY_MORNING)

    page = home()

    assert [page.select_one(".home-ways"), page.select_one(".space"), page.select_one("#documents")] == [None] * 3


def test_the_own_pages_of_somebody_are_one_thumb_away(home):
    page = home()

    assert [link["href"] for link in page.select(".space a")] == [
        "/mon-accueil/",
        "/ma-famille/",
        "/demarches/",
        "/mes-inscriptions/",
        "/mes-demandes/",
        "/mes-documents/",
        "/mes-notifications/",
    ]
    assert [link.get_text() for link in page.select(".space a[aria-current=page]")] == ["Accueil"]


def test_the_page_around_is_marked_too(browser, parent):
    page = BeautifulSoup(browser(parent).get("/mes-documents/ajouter/").content, "html.parser")

    assert [(link.get_text(), link["aria-current"]) for link in page.select(".space a[aria-current]")] == [
        ("Documents", "true")
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_the_home_costs_the_same_whatever_the_number_of_children_and_requests(
    browser, fresnes, count, constant_queries
):
    with context.activate(fresnes):
        user = family_of(count)
        for _ in range(count):
            fill(user)
    signed_in = browser(user)
    signed_in.get("/mon-accueil/")

    with constant_queries(66):
        signed_in.get("/mon-accueil/")


def family_of(children):
    """Children at school, enrolled, with a care plan and two homes."""
    user = parent_with_household("beaucoup")
    household = user.person.memberships.get().household
    school = SchoolFactory()
    offered = canteen()
    for rank in range(children):
        child = child_of(user, f"Enfant{rank}")
        pupil(school, Level.CE1, child=child)
        EnrolmentFactory(child=child, household=household, activity=offered, ends_on=date(2099, 7, 3))
        IndividualPlanFactory(child=child)
        CustodyFactory(child=child, first_household=household)
    return user


def fill(user):
    case = CaseFactory(filed=True, requester=user)
    DocumentFactory(owner=user)
    NoticeFactory(user=user)
    return case


def test_the_news_are_those_of_everybody_and_of_one_s_own_schools_and_activities(home_of, fresnes):
    with context.activate(fresnes):
        user = parent_with_household("lecteur")
        school = SchoolFactory(slug="lilas")
        léo, zoé = child_of(user, "Léo"), child_of(user, "Zoé")
        for child in (léo, zoé):
            pupil(school, Level.CE1, child=child)
        EnrolmentFactory(
            child=zoé,
            household=user.person.memberships.get().household,
            activity=ActivityFactory(slug="judo"),
            ends_on=date(2099, 7, 3),
        )
        NewsItem.objects.all().delete()
        NewsItemFactory(title="À tous", published_on=date(2026, 3, 1))
        NewsItemFactory(title="Aux Lilas", schools=["lilas"], published_on=date(2026, 3, 2))
        NewsItemFactory(title="Au judo", activities=["judo"], published_on=date(2026, 3, 3))
        NewsItemFactory(title="À la Fontaine", schools=["fontaine"], published_on=date(2026, 3, 4))

    lines = [line.get_text(" ", strip=True) for line in home_of(user).select("section[aria-labelledby=actualites] li")]

    assert lines == [
        "Au judo 3 mars 2026 · concerne Zoé",
        "Aux Lilas 2 mars 2026 · concerne Léo et Zoé",
        "À tous 1 mars 2026",
    ]
