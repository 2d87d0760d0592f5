"""A geocoder on loopback that answers as the State's does."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

from apps.accounts.gateways.addresses import FakeAddresses


class Peer(BaseHTTPRequestHandler):
    answer: ClassVar[str] = "addresses"
    released: ClassVar[Event] = Event()
    asked: ClassVar[list[dict[str, list[str]]]] = []

    def do_GET(self) -> None:
        query = parse_qs(urlsplit(self.path).query)
        self.asked.append(query)
        if self.answer == "silence":
            self.released.wait(timeout=10)
            return
        status, body = 200, b"<html>maintenance</html>"
        if self.answer == "error":
            status = 503
        elif self.answer.startswith("busy"):
            status = 429
        elif self.answer == "addresses":
            body = json.dumps(_geojson(query["q"][0], int(query["limit"][0]))).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        if said := self.answer.removeprefix("busy:") if status == 429 else "":
            self.send_header("Retry-After", said)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing in the middle of the tests."""


def _geojson(text: str, limit: int) -> dict[str, Any]:
    found = FakeAddresses().search(text, limit=limit)
    return {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": _properties(a)} for a in found]}


def _properties(address: Any) -> dict[str, Any]:
    return {
        "label": address.label,
        "score": 0.9,
        "housenumber": address.number,
        "id": address.ban_id,
        "type": "housenumber",
        "name": f"{address.number} {address.street}",
        "street": address.street,
        "postcode": address.postal_code,
        "citycode": address.insee_code,
        "city": address.city,
    }


@contextmanager
def geocoder(answer: str = "addresses", asked: list[Any] | None = None) -> Iterator[str]:
    """Serve on loopback for the length of a test; give the address to ask. `asked` collects the questions."""
    handler = type("Handler", (Peer,), {"answer": answer, "released": Event(), "asked": [] if asked is None else asked})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/search"
    finally:
        handler.released.set()
        server.shutdown()
        server.server_close()
        thread.join()
