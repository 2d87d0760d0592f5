"""The work list: counts that are right, links that give the same count, the most urgent first."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from tests.apps.accounts.people import citizen
from tests.apps.backoffice.desk import filed, household, texts, waiting


@pytest.mark.usefixtures("in_fresnes")
def test_nothing_to_do_is_said(sit: Callable) -> None:
    page = sit("family_agent").get("home")
    assert texts(page, ".empty-title") == ["Tout est traité"]


@pytest.mark.usefixtures("in_villennes")
def test_accounts_come_in_the_order_of_their_promise_the_late_one_first(sit: Callable) -> None:
    waiting("dans.deux.jours", hours=200, first_names="Tranquille")
    waiting("en.retard", hours=-200, first_names="Oubliée")
    waiting("demain", hours=100, first_names="Pressé")
    page = sit("family_agent").get("home")
    assert texts(page, "[aria-labelledby=comptes] tbody th") == [
        "M. Oubliée TESTO",
        "M. Pressé TESTO",
        "M. Tranquille TESTO",
    ]
    first, *_others = texts(page, "[aria-labelledby=comptes] tbody time")
    assert first.startswith("En retard de ")


@pytest.mark.usefixtures("in_villennes")
def test_each_count_is_the_length_of_the_list_it_links_to(sit: Callable) -> None:
    desk = sit("administrator")
    waiting("un.compte", hours=100)
    waiting("un.autre", hours=-100)
    filed(citizen("une.famille"))
    old = filed(citizen("autre.famille"), at=timezone.now() - timedelta(days=10))
    old.__class__.objects.filter(pk=old.pk).update(assigned_to=desk.agent)
    page = desk.get("home")
    links = BeautifulSoup(page.content, "html.parser").select("main a[href*='?']")
    assert len(links) >= 6
    for link in links:
        count = re.search(r"\d+", link.get_text())
        rows = texts(desk.client.get(link["href"]), "tbody tr")
        assert count is None or len(rows) == int(count[0]), link


@pytest.mark.usefixtures("in_villennes")
def test_an_agent_reads_nothing_there_of_what_its_role_does_not_open(sit: Callable) -> None:
    waiting("un.compte", hours=100, first_names="Cachée")
    page = sit("health_officer").get("home")
    assert "Cachée" not in page.text
    shown = [link["href"] for link in BeautifulSoup(page.content, "html.parser").select("main a")]
    assert [href for href in shown if href.startswith(("/agents/comptes", "/agents/courriels"))] == []


@pytest.mark.usefixtures("in_fresnes")
@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow_with_the_queues(sit: Callable, constant_queries: Callable, rows: int) -> None:
    desk = sit("administrator")
    for number in range(rows):
        waiting(f"attend{number}", hours=10 + number)
        filed(citizen(f"famille{number}"))
    for _number in range(rows + 1):
        household()  # the same child each time: one question at least
    desk.get("home")
    with constant_queries(20):
        assert desk.get("home").status_code == 200


def test_an_agent_of_another_service_sees_none_of_the_cases(sit: Callable, in_carbon_blanc: object) -> None:
    filed(citizen("une.famille"))
    assert texts(sit("family_agent", service="sports-jeunesse").get("home"), "[aria-labelledby=demandes] tr") == []
    assert texts(sit("reader", service="enfance").get("home"), "[aria-labelledby=demandes] tbody th") == [
        in_carbon_blanc.config.service("enfance").name
    ]
