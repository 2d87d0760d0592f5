from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup

from tenants.provisioning import communes
from tests.guards import GuardedClient

NOON = datetime(2026, 3, 12, 11, 0, tzinfo=UTC)


@pytest.fixture
def visitor(db):
    return GuardedClient(headers={"host": "localhost"})


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


def test_the_bare_domain_leads_to_each_commune(visitor):
    page = soup(visitor.get("/"))

    links = page.select("section[aria-labelledby=communes] h3 a")
    assert [(link.get_text(strip=True), link["href"]) for link in links] == [
        ("Carbon-Blanc", "http://carbon-blanc.localhost/"),
        ("Fresnes", "http://fresnes.localhost/"),
        ("Villefranque", "http://villefranque.localhost/"),
        ("Villennes-sur-Seine", "http://villennes-sur-seine.localhost/"),
    ]


def test_each_commune_shows_its_own_drawing(visitor, fresnes):
    sources = [image["src"] for image in soup(visitor.get("/")).select("section[aria-labelledby=communes] img")]
    drawing = visitor.get(sources[1])
    assert len(set(sources)) == 4
    assert sources[1] == f"/communes/fresnes/{fresnes.config.digest}.svg"
    assert (drawing["Content-Type"], drawing.content.decode()) == ("image/svg+xml", fresnes.config.identity.logo_svg)


def test_an_unknown_commune_has_no_drawing(visitor):
    assert visitor.get("/communes/atlantide/0123.svg").status_code == 404


def test_the_communes_cost_one_query(visitor, django_assert_num_queries):
    visitor.get("/")

    with django_assert_num_queries(1):
        visitor.get("/")


def test_a_suspended_commune_is_not_listed_and_answers_with_its_town_hall(visitor, client_of, fresnes):
    communes.suspend(commune=fresnes, at=NOON)

    assert "Fresnes" not in soup(visitor.get("/")).select_one("section").get_text()
    response = client_of(fresnes).get("/actualites/")
    page = soup(response)
    town_hall = fresnes.config.identity.town_hall
    assert (response.status_code, response["Retry-After"]) == (503, "3600")
    assert page.h1.get_text() == "Ce service est momentanément suspendu"
    assert page.title.get_text() == "Service suspendu – Espace Famille, Fresnes"
    assert page.find("a", href=f"tel:{town_hall.phone.replace(' ', '')}") is not None


def test_a_suspended_commune_keeps_its_colours(client_of, fresnes):
    communes.suspend(commune=fresnes, at=NOON)

    visitor = client_of(fresnes)
    assert visitor.get(f"/apparence/{fresnes.config.digest}.css").status_code == 200
    assert visitor.get("/pages/mentions-legales/").status_code == 503


def test_an_unknown_host_is_told_so(db):
    response = GuardedClient(headers={"host": "frene.localhost"}).get("/")

    assert response.status_code == 404
    assert "« frene.localhost » n’est pas l’adresse d’un portail" in soup(response).get_text()


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/mentions-legales/", "Mentions légales"),
        ("/donnees-personnelles/", "Données personnelles"),
        ("/accessibilite/", "Accessibilité : non conforme"),
    ],
)
def test_the_platform_says_who_runs_it_and_what_it_keeps(visitor, path, title):
    page = soup(visitor.get(path))

    assert page.h1.get_text() == title
    assert page.title.get_text() == f"{title} – Parvis"
    assert page.find("a", href="mailto:contact@localhost") is not None


def test_the_legal_notice_names_whoever_the_settings_name(visitor, settings):
    settings.PLATFORM = {
        "publisher": "Syndicat intercommunal d’exemple",
        "address": "1 rue d’Exemple, 94000 Créteil",
        "director": "Camille Exemple",
        "email": "contact@exemple.fr",
        "host": "Hébergeur d’exemple, Paris",
    }

    text = soup(visitor.get("/mentions-legales/")).get_text()

    for fact in settings.PLATFORM.values():
        assert fact in text


def test_a_page_of_a_commune_is_not_on_the_platform(visitor):
    response = visitor.get("/actualites/")

    assert response.status_code == 404
    assert soup(response).title.get_text() == "Cette page n’existe pas – Parvis"


def test_robots_and_security_are_answered(visitor):
    assert visitor.get("/robots.txt").content.decode().splitlines()[0] == "User-agent: *"
    assert visitor.get("/.well-known/security.txt").content.decode().startswith("Contact: mailto:contact@localhost\n")
