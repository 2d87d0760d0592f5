"""No dead end in what `make demo` shows: each link of each page leads to a page, and says where."""

import pytest
from django.core.signals import request_finished
from django.db import close_old_connections
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from communes_config import available
from deploy.local import custody, demo_data
from tenants import context
from tests.apps.portal.signing import signed_in
from tests.deploy.local.crawling import Crawl, Fetch
from tests.guards import GuardedClient

PEOPLE = {
    demo_data.PARENT: ("/mon-accueil/", 2),
    custody.MOTHER_APART: ("/ma-famille/", 1),
    demo_data.NEWCOMER: ("/mon-accueil/", 1),
    demo_data.AGENT: ("/agents/", 2),
    demo_data.ADMINISTRATOR: ("/agents/", 1),
    demo_data.OFFICER: ("/agents/", 1),
}
AT_LEAST = {demo_data.PARENT: 40, demo_data.AGENT: 40, demo_data.ADMINISTRATOR: 45}


@pytest.mark.django_db
@pytest.mark.parametrize("slug", available())
def test_every_link_leads_somewhere_and_says_where(slug: str) -> None:
    shown = demo_data.ensure(slug=slug, at=timezone.now())
    faults: dict[str, list[str]] = {}
    with context.activate(shown.commune):
        for username, (start, alike) in PEOPLE.items():
            crawl = Crawl(fetch=fetching(shown.commune.host, username), alike=alike)
            crawl.walk(start)
            assert len(crawl.visited) >= AT_LEAST.get(username, 10), sorted(crawl.visited)
            faults[username] = crawl.faults
    assert faults == {username: [] for username in PEOPLE}


class Visitor(GuardedClient):
    """Signs in as the guarded one does; what pages may hold is looked at by the tests of each."""

    generic = Client.generic


def fetching(host: str, username: str) -> Fetch:
    user = User.objects.get(username_key=username)
    client = Visitor(headers={"host": host}, raise_request_exception=False)
    if user.is_agent:
        client.force_login(user)
    else:
        signed_in(client, user)

    def fetch(address: str) -> tuple[int, str, str]:
        response = client.get(address)
        is_page = response.headers.get("Content-Type", "").startswith("text/html") and not response.streaming
        read = response.status_code, response.headers.get("Location", ""), response.text if is_page else ""
        request_finished.disconnect(close_old_connections)  # the test's own transaction goes on
        response.close()
        request_finished.connect(close_old_connections)
        return read

    return fetch


PAGES = {
    "/": (200, "", '<a href="/bien/">Bien</a><a href="/ailleurs/"></a><a href="https://exemple.fr/">Dehors</a>'),
    "/bien/": (302, "/vu/", ""),
    "/vu/": (200, "", '<a href="?page=2#haut"><svg aria-label="Suite"></svg></a><a href="/perdu/">Perdu</a>'),
    "/vu/?page=2": (200, "", ""),
    "/ailleurs/": (200, "", '<a href="/casse/"><span>Cassé</span></a>'),
}


def test_a_dead_end_an_error_and_a_link_without_words_are_told() -> None:
    def known(address: str) -> tuple[int, str, str]:
        return PAGES.get(address, (500 if address == "/casse/" else 404, "", ""))

    crawl = Crawl(fetch=known, alike=1)
    crawl.walk("/")
    assert sorted(crawl.faults) == [
        "404 /perdu/ (from /vu/)",
        "500 /casse/ (from /ailleurs/)",
        "a link without words to /ailleurs/ (on /)",
    ]
    assert len(crawl.visited) == len(PAGES) + 2
