"""One contract, passed by the fake and by the real client against a peer that answers as the State's list does."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, ClassVar
from urllib.parse import urlsplit

import pytest
from django.test import override_settings

from apps.accounts.gateways.places import BirthPlace, BirthPlaces, FakePlaces, GeoApi, NoPlaces, birth_places


class Peer(BaseHTTPRequestHandler):
    answer: ClassVar[bytes | None] = None

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        assert parts.query == "fields=nom,departement"
        code = parts.path.rpartition("/")[2]
        known = FakePlaces.KNOWN.get(code)
        found = known and {"nom": known.commune, "code": code, "departement": {"nom": known.department}}
        self.send_response(200 if found or self.answer else 404)
        self.end_headers()
        self.wfile.write(self.answer or json.dumps(found).encode())

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


@pytest.mark.parametrize("answer", [b"<html>maintenance</html>", b"[]", b'{"nom": "Bordeaux"}'])
def test_an_answer_without_sense_names_nothing(answer: bytes) -> None:
    with listing(answer) as url:
        assert GeoApi(url).named("33063") is None


def test_nobody_there_names_nothing() -> None:
    assert GeoApi("http://127.0.0.1:9/communes").named("33063") is None


@pytest.mark.parametrize(("url", "kind"), [("fake:", FakePlaces), ("", NoPlaces), ("https://exemple.fr", GeoApi)])
def test_the_settings_choose(url: str, kind: type) -> None:
    with override_settings(BIRTH_PLACES_URL=url):
        assert type(birth_places()) is kind
    assert NoPlaces().named("33063") is None
