"""One contract, passed by the fake and by the real client against a peer that answers as the service does."""

import time
from collections.abc import Iterator

import pytest
from django.test import override_settings

from apps.accounts.gateways.addresses import (
    AddressSearch,
    AddressServiceAway,
    FakeAddresses,
    Geoplateforme,
    NoAddresses,
    address_search,
)

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
    ("url", "kind"), [("fake:", FakeAddresses), ("", NoAddresses), ("https://exemple.fr/search", Geoplateforme)]
)
def test_the_settings_choose(url: str, kind: type) -> None:
    with override_settings(ADDRESS_SEARCH_URL=url):
        assert type(address_search()) is kind
    with pytest.raises(AddressServiceAway):
        NoAddresses().search("avenue")
