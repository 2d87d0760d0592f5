"""A provider of text messages on loopback, that answers what the test tells it to."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class Provider:
    """Keeps what it was asked to send. `silent`: takes the text and never says so."""

    status: int = 201
    answer: Any = field(default_factory=lambda: {"messageId": 1511882900176220})
    silent: bool = False
    location: str = ""
    on_send: Callable[[], None] = lambda: None
    url: str = ""
    sent: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    closing: Event = field(default_factory=Event)

    def events(self, tag: str) -> dict[str, Any]:
        return {"events": [{"event": "accepted", "tag": tag} for one in self.sent if one["tag"] == tag]}


class _Handler(BaseHTTPRequestHandler):
    provider: Provider

    def do_POST(self) -> None:
        given = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path != "/v3/transactionalSMS/send":
            self._say(404, {"code": "document_not_found"})
            return
        self.provider.keys.append(self.headers["api-key"])
        if self.provider.status < 300:
            self.provider.sent.append(given)
        self.provider.on_send()
        if self.provider.silent:
            self.provider.closing.wait(20)
            return
        self._say(self.provider.status, self.provider.answer)

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        [tag] = parse_qs(parts.query)["tags"]
        self.provider.asked.append(tag)
        self._say(200, self.provider.events(tag) if parts.path.endswith("/statistics/events") else {})

    def _say(self, status: int, document: Any) -> None:
        body = document if isinstance(document, bytes) else json.dumps(document).encode()
        self.send_response(status)
        if self.provider.location:
            self.send_header("Location", self.provider.location)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: Any) -> None:
        """Say nothing."""


@contextmanager
def answering(**answers: Any) -> Iterator[Provider]:
    provider = Provider(**answers)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"provider": provider}))
    provider.url = f"http://127.0.0.1:{server.server_port}/v3"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield provider
    finally:
        provider.closing.set()
        server.shutdown()
        thread.join()
        server.server_close()
