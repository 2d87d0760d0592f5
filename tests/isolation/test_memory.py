"""What processes remember: cache entries carry their commune, and hosts are asked again once forgotten."""

import pytest
from django.conf import settings
from django.core.cache import cache as shared_cache
from django.test import Client
from django.urls import reverse

from tenants import cache, context, directory
from tenants.errors import NoCommuneActive
from tenants.models import Commune, Domain
from tests.factories import NewsItemFactory

from .browsers import browser


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    shared_cache.clear()


class TestCache:
    def test_an_entry_of_one_commune_is_nothing_in_another(self, fresnes: Commune, villefranque: Commune) -> None:
        with context.activate(fresnes):
            cache.put("menu", "Fresnes", seconds=60)
        with context.activate(villefranque):
            assert cache.get("menu") is None
            assert cache.add("menu", "Villefranque", seconds=60) is True
        with context.activate(fresnes):
            assert cache.get("menu") == "Fresnes"

    def test_each_commune_counts_its_own(self, fresnes: Commune, villefranque: Commune) -> None:
        with context.activate(fresnes):
            assert [cache.increment("essais", seconds=60) for _time in range(2)] == [1, 2]
        with context.activate(villefranque):
            assert cache.increment("essais", seconds=60) == 1

    def test_forgetting_in_one_commune_leaves_the_other(self, fresnes: Commune, villefranque: Commune) -> None:
        for commune in (fresnes, villefranque):
            with context.activate(commune):
                cache.put("menu", commune.name, seconds=60)
        with context.activate(fresnes):
            cache.forget("menu")
        with context.activate(villefranque):
            assert cache.get("menu") == "Villefranque"

    def test_a_key_that_looks_like_the_one_of_another_commune_is_not(
        self, fresnes: Commune, villefranque: Commune
    ) -> None:
        with context.activate(fresnes):
            cache.put("menu", "Fresnes", seconds=60)
        with context.activate(villefranque):
            assert [cache.get(key) for key in ("fresnes:menu", "../fresnes:menu", ":1:fresnes:menu")] == [None] * 3

    @pytest.mark.parametrize("verb", [cache.get, cache.forget])
    def test_outside_every_commune_there_is_no_cache(self, verb: object, db: None) -> None:
        with pytest.raises(NoCommuneActive):
            verb("menu")

    def test_negative_control_djangos_own_cache_is_everybodys(self, fresnes: Commune, villefranque: Commune) -> None:
        with context.activate(fresnes):
            shared_cache.set("menu", "Fresnes")
        with context.activate(villefranque):
            assert shared_cache.get("menu") == "Fresnes"


class TestHosts:
    def test_a_host_that_changes_hands_is_answered_by_its_new_commune(
        self, fresnes: Commune, villefranque: Commune
    ) -> None:
        host = _lend(fresnes)
        assert _who_answers(host) == "Fresnes"
        _give(host, villefranque)
        directory.forget()
        assert _who_answers(host) == "Villefranque"

    def test_negative_control_until_it_is_forgotten_or_too_old_the_former_one_answers(
        self, fresnes: Commune, villefranque: Commune
    ) -> None:
        host = _lend(fresnes)
        assert _who_answers(host) == "Fresnes"
        _give(host, villefranque)
        assert _who_answers(host) == "Fresnes"

    def test_what_is_remembered_is_asked_again_after_a_few_seconds(
        self, fresnes: Commune, villefranque: Commune, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        host = _lend(fresnes)
        now = directory.time.monotonic()
        assert _who_answers(host) == "Fresnes"
        _give(host, villefranque)
        monkeypatch.setattr(directory.time, "monotonic", lambda: now + settings.SECONDS_A_COMMUNE_IS_REMEMBERED + 60)
        assert _who_answers(host) == "Villefranque"

    def test_a_host_taken_away_is_not_found_once_forgotten(self, fresnes: Commune) -> None:
        host = _lend(fresnes)
        assert _who_answers(host) == "Fresnes"
        with context.operator():
            Domain.objects.filter(domain=host).delete()
        directory.forget()
        assert Client(headers={"host": host}).get("/").status_code == 404

    def test_a_flood_of_invented_hosts_does_not_fill_the_memory(
        self, fresnes: Commune, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(directory, "MAXIMUM_REMEMBERED", 10)
        for number in range(35):
            directory.by_host(f"invente-{number}.localhost")
        assert len(directory._by_host) <= 10
        assert directory.by_host(fresnes.host) == fresnes


def test_the_pages_of_two_communes_with_the_same_address_differ(fresnes: Commune, villefranque: Commune) -> None:
    for commune in (fresnes, villefranque):
        with context.activate(commune):
            NewsItemFactory(slug="rentree", title=f"La rentrée à {commune.name}")
    address = reverse("portal:news-item", args=["rentree"])
    for commune, other in ((fresnes, villefranque), (villefranque, fresnes)):
        page = browser(commune).get(address).content.decode()
        assert (f"La rentrée à {commune.name}" in page, f"La rentrée à {other.name}" in page) == (True, False)


def _lend(commune: Commune) -> str:
    with context.operator():
        return Domain.objects.create(domain="famille.exemple.fr", tenant=commune, is_primary=False).domain


def _give(host: str, commune: Commune) -> None:
    with context.operator():
        Domain.objects.filter(domain=host).update(tenant=commune)


def _who_answers(host: str) -> str:
    response = Client(headers={"host": host}).get("/aide/")
    assert response.status_code == 200
    return response.context["commune"].name
