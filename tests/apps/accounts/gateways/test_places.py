"""One contract, passed by the fake and by the real client against a peer that answers as the State's list does."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.core.cache import cache
from django.test import override_settings

from apps.accounts.gateways.places import (
    BirthPlace,
    BirthPlaces,
    FakePlaces,
    GeoApi,
    ListedCommune,
    NoPlaces,
    PlacesAway,
    Remembering,
    birth_places,
    communes_like,
)
from tenants.models import Commune


class Peer(BaseHTTPRequestHandler):
    answer: ClassVar[bytes | None] = None

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path == "/communes":
            self._search(dict(parse_qsl(parts.query)))
            return
        assert parts.query == "fields=nom,departement"
        code = parts.path.rpartition("/")[2]
        known = FakePlaces.KNOWN.get(code)
        found = known and {"nom": known.commune, "code": code, "departement": {"nom": known.department}}
        self.send_response(200 if found or self.answer else 404)
        self.end_headers()
        self.wfile.write(self.answer or json.dumps(found).encode())

    def _search(self, asked: dict[str, str]) -> None:
        assert (asked["fields"], asked["zone"]) == ("nom,code", "metro,drom,com")
        limit = int(asked["limit"])
        found = FakePlaces().search(asked["nom"], department=asked.get("codeDepartement", ""), limit=limit)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.answer or json.dumps([{"nom": one.name, "code": one.code} for one in found]).encode())

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing in the middle of the tests."""


@contextmanager
def listing(answer: bytes | None = None) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (Peer,), {"answer": answer}))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/communes"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(params=["fake", "real"])
def places(request: pytest.FixtureRequest) -> Iterator[BirthPlaces]:
    if request.param == "fake":
        yield FakePlaces()
        return
    with listing() as url:
        yield GeoApi(url)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("33063", BirthPlace("Bordeaux", "Gironde")),
        ("75107", BirthPlace("Paris", "Paris")),
        ("00000", None),
        ("../33", None),
        ("", None),
    ],
)
def test_a_commune_is_named_from_its_code(places: BirthPlaces, code: str, expected: BirthPlace | None) -> None:
    assert places.named(code) == expected


@pytest.mark.parametrize(
    ("text", "department", "expected"),
    [
        ("bay", "", [("64102", "Bayonne (64 – Pyrénées-Atlantiques)")]),
        ("bay", "64", [("64102", "Bayonne (64 – Pyrénées-Atlantiques)")]),
        ("bay", "33", []),
        ("nulle part", "", []),
    ],
)
def test_a_name_is_looked_for(places: BirthPlaces, text: str, department: str, expected: list[tuple[str, str]]) -> None:
    assert [(one.code, one.label) for one in places.search(text, department=department)] == expected


@pytest.mark.parametrize("answer", [b"<html>maintenance</html>", b'[{"nom": "Bordeaux"}]', b"[1]"])
def test_a_search_answered_without_sense_is_no_answer(answer: bytes) -> None:
    with listing(answer) as url, pytest.raises(PlacesAway):
        GeoApi(url).search("bordeaux")


class Counted(FakePlaces):
    def __init__(self) -> None:
        self.asked: list[str] = []
        self.away = False

    def search(self, text: str, *, department: str = "", limit: int = 8) -> tuple[ListedCommune, ...]:
        self.asked.append(text)
        if self.away:
            raise PlacesAway
        return super().search(text, department=department, limit=limit)


@pytest.fixture
def fresh(in_fresnes: Commune) -> Iterator[Counted]:
    cache.clear()
    yield Counted()
    cache.clear()


class TestRemembering:
    def test_the_same_text_is_asked_once(self, fresh: Counted) -> None:
        places = Remembering(fresh)
        first, again = places.search("Bordeaux"), places.search("bordeaux")
        assert (fresh.asked, again, places.named("33063")) == (["Bordeaux"], first, BirthPlace("Bordeaux", "Gironde"))
        assert places.search("Bordeaux", department="64") == ()

    def test_a_list_that_is_away_is_left_alone(self, fresh: Counted) -> None:
        fresh.away = True
        for text in ("Bordeaux", "Bayonne"):
            with pytest.raises(PlacesAway):
                Remembering(fresh).search(text)
        assert fresh.asked == ["Bordeaux"]


def test_one_letter_asks_nothing() -> None:
    with override_settings(BIRTH_PLACES_URL=""):
        assert communes_like(" b ") == ()


@pytest.mark.parametrize("answer", [b"<html>maintenance</html>", b"[]", b'{"nom": "Bordeaux"}'])
def test_an_answer_without_sense_names_nothing(answer: bytes) -> None:
    with listing(answer) as url:
        assert GeoApi(url).named("33063") is None


def test_nobody_there_names_nothing() -> None:
    assert GeoApi("http://127.0.0.1:9/communes").named("33063") is None


@pytest.mark.parametrize(("url", "kind"), [("fake:", FakePlaces), ("", NoPlaces), ("https://exemple.fr", Remembering)])
def test_the_settings_choose(url: str, kind: type) -> None:
    with override_settings(BIRTH_PLACES_URL=url):
        assert type(birth_places()) is kind
    assert NoPlaces().named("33063") is None
    with pytest.raises(PlacesAway):
        NoPlaces().search("bordeaux")
