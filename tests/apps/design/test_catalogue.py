"""The catalogue stands for every page: what holds there holds for the screens made of it."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.contrib.staticfiles import finders

from tenants.models import Commune
from tests.guards import GuardedClient

pytestmark = [pytest.mark.urls("tests.apps.design.urls"), pytest.mark.django_db]

SCRIPTS = Path(str(finders.find("design/js/parvis.js"))).parent


@pytest.fixture(params=["fresnes", "villefranque", "villennes", "carbon_blanc"])
def commune(request: pytest.FixtureRequest) -> Commune:
    chosen: Commune = request.getfixturevalue(request.param)
    return chosen


@pytest.fixture
def page(fresnes: Commune, client_of: Callable[[Commune], GuardedClient]) -> BeautifulSoup:
    response = client_of(fresnes).get("/catalogue/")
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def test_every_reference_between_elements_exists(page: BeautifulSoup) -> None:
    known = {tag["id"] for tag in page.find_all(id=True)}
    referred = {
        reference
        for attribute in ("for", "aria-describedby", "aria-labelledby", "aria-controls", "data-for")
        for tag in page.find_all(attrs={attribute: True})
        for reference in (tag[attribute] if isinstance(tag[attribute], list) else tag[attribute].split())
    }
    assert referred - known == set()


def test_no_identifier_is_used_twice(page: BeautifulSoup) -> None:
    identifiers = [tag["id"] for tag in page.find_all(id=True)]
    assert sorted(identifiers) == sorted(set(identifiers))


def test_every_input_has_a_label(page: BeautifulSoup) -> None:
    labelled = {label["for"] for label in page.find_all("label", {"for": True})}
    typed = [tag for tag in page.find_all(["input", "select", "textarea"]) if tag.get("type") != "hidden"]
    assert [tag for tag in typed if tag.get("id") not in labelled and not tag.find_parent("label")] == []


def test_headings_go_down_one_level_at_a_time(page: BeautifulSoup) -> None:
    levels = [int(heading.name[1]) for heading in page.find("main").find_all(["h1", "h2", "h3", "h4"])]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_the_title_says_the_page_and_the_commune(page: BeautifulSoup) -> None:
    assert page.title is not None
    assert page.title.get_text() == "Catalogue des composants – Espace Famille, Fresnes"


def test_every_script_of_the_page_exists_and_is_small(page: BeautifulSoup) -> None:
    named = {Path(tag["data-module"]).name for tag in page.find_all(attrs={"data-module": True})}
    sizes = {script.name: script.stat().st_size for script in SCRIPTS.glob("*.js")}
    assert named <= set(sizes)
    assert {name: size for name, size in sizes.items() if size >= 3_000} == {}


def test_colours_and_logo_of_a_commune_are_kept_for_ever(
    commune: Commune, client_of: Callable[[Commune], GuardedClient]
) -> None:
    client, config = client_of(commune), commune.config
    theme = client.get(f"/apparence/{config.digest}.css")
    assert theme["Content-Type"] == "text/css; charset=utf-8"
    assert theme["Cache-Control"] == "public, max-age=31536000, immutable"
    assert f"--primary:{config.identity.primary};" in theme.content.decode()
    drawing = client.get(f"/apparence/{config.digest}.svg")
    assert drawing.content.decode() == config.identity.logo_svg
    assert drawing["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@pytest.mark.parametrize("extension", ["css", "svg"])
def test_the_colours_of_an_older_page_are_not_kept(
    fresnes: Commune, client_of: Callable[[Commune], GuardedClient], extension: str
) -> None:
    response = client_of(fresnes).get(f"/apparence/{'0' * 64}.{extension}")
    assert (response.status_code, response["Cache-Control"]) == (200, "no-store")


def test_the_catalogue_is_not_part_of_the_site(fresnes: Commune, settings: object) -> None:
    settings.ROOT_URLCONF = "deploy.urls.commune"  # type: ignore[attr-defined]
    assert GuardedClient(headers={"host": fresnes.host}).get("/catalogue/").status_code == 404
