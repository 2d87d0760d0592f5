from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone
from pypdf import PdfReader

from apps.content.models import NewsItem
from apps.content.operations import publish_configuration
from communes_config.schema import Cgu
from tenants import context
from tests.factories import PublishedCguFactory

NOON = datetime(2026, 3, 12, 11, 0, tzinfo=UTC)


@pytest.fixture
def visitor(client_of, fresnes):
    return client_of(fresnes)


def page_of(response):
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def publish_news(commune, count, *, on=date(2026, 1, 1)):
    with context.activate(commune):
        NewsItem.objects.all().delete()
        for number in range(count):
            NewsItem.objects.create(
                slug=f"nouvelle-{number}",
                title=f"Nouvelle {number}",
                excerpt="En deux mots.",
                markdown="Texte.",
                published_on=on + timedelta(days=number),
            )


@pytest.mark.parametrize("slug", ["fresnes", "villefranque", "villennes-sur-seine", "carbon-blanc"])
def test_each_commune_welcomes_in_its_own_words(client_of, request, slug):
    commune = request.getfixturevalue(
        {"villennes-sur-seine": "villennes", "carbon-blanc": "carbon_blanc"}.get(slug, slug)
    )

    page = page_of(client_of(commune).get("/"))

    identity = commune.config.identity
    assert page.h1.get_text(strip=True) == identity.welcome_title
    assert page.title.get_text() == f"{identity.welcome_title} – {identity.portal_name}, {commune.name}"
    assert identity.no_space_text in page.get_text()


def test_the_home_asks_for_an_identifier_and_a_password(visitor):
    form = page_of(visitor.get("/")).find("form")

    fields = {field["name"]: field.get("autocomplete") for field in form.find_all("input")}
    assert fields == {
        "csrfmiddlewaretoken": None,
        "identifier": "username",
        "password": "current-password",
    }


def test_the_home_shows_the_three_latest_news(visitor, fresnes):
    publish_news(fresnes, 4)

    page = page_of(visitor.get("/"))

    assert [title.get_text(strip=True) for title in page.select("article h3")] == [
        "Nouvelle 3",
        "Nouvelle 2",
        "Nouvelle 1",
    ]
    assert page.find("a", string="Toutes les actualités")["href"] == "/actualites/"


@pytest.mark.parametrize("count", [1, 3])
def test_the_home_costs_the_same_whatever_the_news(visitor, fresnes, count, django_assert_num_queries):
    publish_news(fresnes, count)
    visitor.get("/")

    with django_assert_num_queries(1):
        visitor.get("/")


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_news_costs_the_same_whatever_their_number(visitor, fresnes, count, django_assert_num_queries):
    publish_news(fresnes, count)
    visitor.get("/actualites/")

    with django_assert_num_queries(2):
        visitor.get("/actualites/")


def test_a_commune_without_news_says_so(visitor, fresnes):
    publish_news(fresnes, 0)

    assert "Pas d’actualité en ce moment" in visitor.get("/").content.decode()


def test_news_are_listed_ten_by_ten(visitor, fresnes):
    publish_news(fresnes, 11)

    first, second = page_of(visitor.get("/actualites/")), page_of(visitor.get("/actualites/?page=2"))

    assert len(first.select("article")) == 10
    assert [title.get_text(strip=True) for title in second.select("article h2")] == ["Nouvelle 0"]
    assert second.title.get_text().startswith("Actualités, page 2 – ")


def test_a_news_item_is_read_whole(visitor, fresnes):
    publish_news(fresnes, 1)

    page = page_of(visitor.get("/actualites/nouvelle-0/"))

    assert page.h1.get_text() == "Nouvelle 0"
    assert page.time["datetime"] == "2026-01-01"
    assert page.select_one(".prose").get_text(strip=True) == "Texte."


def test_tomorrow_s_news_is_not_read_today(visitor, fresnes):
    publish_news(fresnes, 1, on=timezone.localdate() + timedelta(days=2))

    assert visitor.get("/actualites/nouvelle-0/").status_code == 404


def test_every_page_of_the_configuration_is_read(visitor, fresnes):
    for slug, written in fresnes.config.pages.items():
        assert page_of(visitor.get(f"/pages/{slug}/")).h1.get_text(strip=True) == written.title


def test_the_footer_leads_somewhere(visitor, fresnes):
    links = [link["href"] for link in page_of(visitor.get("/")).select("footer nav a")]

    assert len(links) == len(fresnes.config.footer)
    for link in links:
        assert link.startswith("https://") or visitor.get(link).status_code == 200


def test_the_cgu_say_their_version(visitor, fresnes):
    page = page_of(visitor.get("/cgu/"))

    assert page.select_one(".lead").get_text().startswith(f"Version {fresnes.config.cgu.version}, publiée le ")


@pytest.mark.parametrize("count", [1, 3])
def test_the_terms_cost_the_same_whatever_their_former_versions(visitor, fresnes, count, django_assert_num_queries):
    with context.activate(fresnes):
        for number in range(count):
            PublishedCguFactory(version=f"0.{number}")
    visitor.get("/cgu/")

    with django_assert_num_queries(2):
        visitor.get("/cgu/")


def test_a_former_version_of_the_cgu_is_still_read(visitor, fresnes):
    with context.activate(fresnes):
        former = Cgu(version="0.9", published_on=date(2020, 1, 1), markdown="Avant.")
        publish_configuration(config=replace(fresnes.config, cgu=former), at=NOON)

    page = page_of(visitor.get("/cgu/?version=0.9"))

    assert "Cette version n’est plus en vigueur" in page.get_text()
    assert "Avant." in page.get_text()
    assert visitor.get("/cgu/?version=7").status_code == 404


def test_the_help_answers_and_says_whom_to_call(visitor, fresnes):
    page = page_of(visitor.get("/aide/"))

    assert len(page.select("main details")) == len(fresnes.config.help)
    assert [link["href"] for link in page.select("main a[href^='tel:']")] == [
        f"tel:{service.phone.replace(' ', '')}" for service in fresnes.config.services
    ]


def test_colours_and_logo_are_kept_by_browsers_under_their_fingerprint(visitor, fresnes):
    css = visitor.get(f"/apparence/{fresnes.config.digest}.css")
    logo = visitor.get(f"/apparence/{fresnes.config.digest}.svg")

    assert css["Content-Type"] == "text/css; charset=utf-8"
    assert logo["Content-Type"] == "image/svg+xml"
    assert "immutable" in css["Cache-Control"]


def test_robots_stay_out_of_what_is_private(visitor):
    lines = visitor.get("/robots.txt").content.decode().splitlines()

    assert lines[0] == "User-agent: *"
    assert "Disallow: /agents/" in lines


def test_whoever_finds_a_weakness_knows_whom_to_tell(visitor):
    lines = dict(line.split(": ", 1) for line in visitor.get("/.well-known/security.txt").content.decode().splitlines())

    assert lines["Contact"] == "mailto:contact@localhost"
    assert timedelta(days=179) < datetime.fromisoformat(lines["Expires"]) - timezone.now() < timedelta(days=181)


@pytest.mark.parametrize("path", ["/nulle-part/", "/pages/inconnue/", "/actualites/inconnue/"])
def test_a_page_that_does_not_exist_says_so_in_the_colours_of_the_commune(visitor, path):
    response = visitor.get(path)

    assert response.status_code == 404
    page = BeautifulSoup(response.content, "html.parser")
    assert page.h1.get_text() == "Cette page n’existe pas"
    assert page.title.get_text() == "Cette page n’existe pas – Espace Famille, Fresnes"


def test_the_private_home_is_not_given_to_a_visitor(visitor):
    for path in ("/mon-accueil/", "/mes-documents/"):
        assert visitor.get(path).status_code == 302


def test_a_page_of_the_town_hall_is_kept_as_a_pdf(visitor, fresnes):
    [rules] = [slug for slug, page in fresnes.config.pages.items() if page.download]
    link = page_of(visitor.get(f"/pages/{rules}/")).select_one("article a.button")

    response = visitor.get(link["href"])

    assert (response["Content-Type"], response["Content-Disposition"]) == (
        "application/pdf",
        f'attachment; filename="{rules}.pdf"',
    )
    first = PdfReader(BytesIO(response.content)).pages[0].extract_text()
    assert fresnes.config.pages[rules].title in " ".join(first.split())
    assert visitor.get(link["href"]).content == response.content


@pytest.mark.parametrize("slug", ["mentions-legales", "inconnue"])
def test_a_page_that_is_not_to_be_downloaded_has_no_pdf(visitor, slug):
    assert visitor.get(f"/pages/{slug}/pdf/").status_code == 404
