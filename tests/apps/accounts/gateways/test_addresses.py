"""One contract, passed by the fake and by the real client against a peer that answers as the service does."""

import time
from collections.abc import Iterator

import pytest
from django.core.cache import cache as memory
from django.test import override_settings

from apps.accounts.gateways.addresses import (
    AddressSearch,
    AddressServiceAway,
    AddressServiceBusy,
    FakeAddresses,
    Geoplateforme,
    NoAddresses,
    Remembering,
    address_search,
    codes_of,
)
from tenants import context

from .peer import geocoder


@pytest.fixture(params=["fake", "real"])
def service(request: pytest.FixtureRequest) -> Iterator[AddressSearch]:
    if request.param == "fake":
        yield FakeAddresses()
        return
    with geocoder() as url:
        yield Geoplateforme(url)


class TestContract:
    def test_an_address_comes_in_parts(self, service: AddressSearch) -> None:
        (found,) = service.search("65 route de saint pierre villefranque")
        assert (found.number, found.street, found.postal_code, found.city, found.insee_code) == (
            "65",
            "Route de Saint Pierre d’Irube",
            "64990",
            "Villefranque",
            "64558",
        )
        assert found.label == "65 Route de Saint Pierre d’Irube 64990 Villefranque"

    def test_accents_and_spaces_do_not_matter(self, service: AddressSearch) -> None:
        assert [found.city for found in service.search("  avenue   REPUBLIQUE ")] == ["Fresnes"]

    def test_nothing_found_is_an_empty_list(self, service: AddressSearch) -> None:
        assert service.search("boulevard de nulle part") == ()

    @pytest.mark.parametrize(("text", "count"), [("av", 0), ("ave", 2)])
    def test_three_characters_at_least(self, service: AddressSearch, text: str, count: int) -> None:
        assert len(service.search(text)) == count

    def test_no_more_than_asked(self, service: AddressSearch) -> None:
        assert len(service.search("avenue", limit=1)) == 1

    def test_a_text_without_end_is_cut(self, service: AddressSearch) -> None:
        assert service.search("avenue " + "x" * 5_000) == ()


@pytest.mark.parametrize("answer", ["error", "nonsense"])
def test_a_service_in_trouble_is_away(answer: str) -> None:
    with geocoder(answer) as url, pytest.raises(AddressServiceAway):
        Geoplateforme(url).search("avenue")


def test_a_silent_service_is_away_after_the_time_allowed() -> None:
    with geocoder("silence") as url:
        started = time.monotonic()
        with pytest.raises(AddressServiceAway):
            Geoplateforme(url, timeout=0.2).search("avenue")
        assert time.monotonic() - started < 5


def test_a_service_that_is_not_there_is_away() -> None:
    with pytest.raises(AddressServiceAway):
        Geoplateforme("http://127.0.0.1:9/search").search("avenue")


@pytest.mark.parametrize(
    ("said", "seconds"), [("5", 5), ("0", 1), ("60", 60), ("3600", 60), ("Wed, 21 Oct 2026 07:28:00 GMT", 5), ("", 5)]
)
def test_a_busy_service_says_for_how_long(said: str, seconds: int) -> None:
    with geocoder(f"busy:{said}") as url, pytest.raises(AddressServiceBusy) as refusal:
        Geoplateforme(url).search("avenue")
    assert refusal.value.seconds == seconds


@pytest.mark.usefixtures("in_fresnes")
class TestRemembering:
    @pytest.fixture(autouse=True)
    def _nothing_remembered(self) -> Iterator[None]:
        memory.clear()
        yield
        memory.clear()

    def test_the_same_text_is_asked_once_however_it_is_typed(self) -> None:
        asked: list[object] = []
        with geocoder(asked=asked) as url:
            service = Remembering(Geoplateforme(url))
            first, again = service.search("avenue republique"), service.search("Avenue  RÉPUBLIQUE")
            assert (first, len(first), len(asked)) == (again, 1, 1)
            assert service.search("boulevard de nulle part") == service.search("boulevard de nulle part") == ()
            assert len(service.search("avenue", limit=1)) == 1
            assert (len(service.search("avenue", limit=2)), len(asked)) == (2, 4)

    def test_another_commune_asks_for_itself(self, carbon_blanc) -> None:
        asked: list[object] = []
        with geocoder(asked=asked) as url:
            Remembering(Geoplateforme(url)).search("avenue republique")
            with context.activate(carbon_blanc):
                Remembering(Geoplateforme(url)).search("avenue republique")
        assert len(asked) == 2

    def test_a_busy_service_is_left_alone_for_the_time_it_asks(self) -> None:
        asked: list[object] = []
        with geocoder("busy:1", asked=asked) as url:
            service = Remembering(Geoplateforme(url))
            for _ in range(3):
                with pytest.raises(AddressServiceAway):
                    service.search("avenue republique")
            assert len(asked) == 1
            time.sleep(1.1)
            with pytest.raises(AddressServiceBusy):
                service.search("avenue republique")
            assert len(asked) == 2

    def test_what_is_known_is_said_even_while_it_is_busy(self) -> None:
        with geocoder() as url:
            known = Remembering(Geoplateforme(url)).search("avenue republique")
        with geocoder("busy:30") as url:
            service = Remembering(Geoplateforme(url))
            with pytest.raises(AddressServiceBusy):
                service.search("route de saint pierre")
            assert service.search("avenue republique") == known

    def test_trouble_is_not_remembered(self) -> None:
        with geocoder("error") as url, pytest.raises(AddressServiceAway):
            Remembering(Geoplateforme(url)).search("avenue republique")
        with geocoder() as url:
            assert len(Remembering(Geoplateforme(url)).search("avenue republique")) == 1


REPUBLIC = {"number": "12", "street": "avenue de la republique", "postal_code": "94260", "city": "FRESNES"}


@pytest.mark.parametrize(
    ("changed", "insee_code"),
    [
        ({}, "94034"),
        ({"number": "13"}, None),
        ({"street": "avenue de la"}, None),
        ({"city": "Antony"}, None),
        ({"street": ""}, None),
        ({"postal_code": ""}, None),
    ],
)
def test_codes_are_those_of_the_very_address(changed: dict[str, str], insee_code: str | None) -> None:
    assert codes_of(**{**REPUBLIC, **changed}).get("insee_code") == insee_code


def test_a_service_away_leaves_an_address_without_codes() -> None:
    with override_settings(ADDRESS_SEARCH_URL=""):
        assert codes_of(**REPUBLIC) == {}


@pytest.mark.parametrize(
    ("url", "kind"), [("fake:", FakeAddresses), ("", NoAddresses), ("https://exemple.fr/search", Remembering)]
)
def test_the_settings_choose(url: str, kind: type) -> None:
    with override_settings(ADDRESS_SEARCH_URL=url):
        assert type(address_search()) is kind
    with pytest.raises(AddressServiceAway):
        NoAddresses().search("avenue")
