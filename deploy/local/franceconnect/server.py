"""The pages of the stand-in, on loopback."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import ClassVar
from urllib.parse import parse_qsl, urlencode, urlsplit

from joserfc.errors import JoseError

from . import pages
from .provider import Provider, Refusal

ROOT = "/api/v2"
HTML = "text/html; charset=utf-8"


class Handler(BaseHTTPRequestHandler):
    provider: ClassVar[Provider]
    released: ClassVar[Event]

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        page, query = parts.path.removeprefix(ROOT), dict(parse_qsl(parts.query))
        if not self._is_up(page):
            return
        if page == "/.well-known/openid-configuration":
            self._json(200, self.provider.configuration())
        elif page == "/jwks":
            self._json(200, self.provider.keys())
        elif page == "/authorize":
            self._authorize(query)
        elif page == "/userinfo":
            self._userinfo()
        elif page == "/session/end":
            self._end_session(query)
        else:
            self._answer(404, HTML, pages.refusal("Y000404", "Cette page n’existe pas."))

    def do_POST(self) -> None:
        parts = urlsplit(self.path)
        page = parts.path.removeprefix(ROOT)
        form = dict(parse_qsl(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()))
        if not self._is_up(page):
            return
        if page == "/token":
            tokens = self.provider.exchange(form)
            self._json(400 if tokens is None else 200, tokens or {"error": "invalid_grant"})
        elif page == "/authorize":
            self._choose(dict(parse_qsl(parts.query)), form)
        else:
            self._answer(404, HTML, pages.refusal("Y000404", "Cette page n’existe pas."))

    def _is_up(self, page: str) -> bool:
        self.provider.asked_for.append(page)
        down = self.provider.misbehaviour.page_down
        if down == f"silent {page}":
            self.released.wait(timeout=10)
            return False
        if down == page:
            self._answer(503, HTML, pages.refusal("Y000503", "Le service est en maintenance."))
        return down != page

    def _authorize(self, query: Mapping[str, str]) -> None:
        try:
            self.provider.ask(query)
        except Refusal as refusal:
            self._answer(400, HTML, pages.refusal(refusal.code, refusal.message))
        else:
            people = tuple(self.provider.people.values())
            self._answer(200, HTML, pages.choice(f"{ROOT}/authorize?{urlencode(query)}", people))

    def _choose(self, query: Mapping[str, str], form: Mapping[str, str]) -> None:
        try:
            asked = self.provider.ask(query)
        except Refusal as refusal:
            self._answer(400, HTML, pages.refusal(refusal.code, refusal.message))
            return
        person = form.get("person", "")
        self._go(self.provider.sign_in(asked, person) if person else self.provider.give_up(asked))

    def _userinfo(self) -> None:
        claims = self.provider.userinfo(self.headers.get("Authorization", "").removeprefix("Bearer "))
        if claims is None:
            self._json(401, {"error": "invalid_token"})
        elif isinstance(claims, str):
            self._answer(200, "application/jwt; charset=utf-8", claims)
        else:
            self._json(200, claims)

    def _end_session(self, query: Mapping[str, str]) -> None:
        try:
            self._go(self.provider.end_session(query))
        except (Refusal, JoseError, ValueError):
            self._answer(400, HTML, pages.refusal("Y000400", "La demande n’a pas la forme attendue."))

    def _json(self, status: int, document: Mapping[str, object]) -> None:
        self._answer(status, "application/json", json.dumps(document))

    def _go(self, address: str) -> None:
        self.send_response(303)
        self.send_header("Location", address)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _answer(self, status: int, content_type: str, text: str) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the terminal is the demonstration's, or the suite's."""


@contextmanager
def serving(provider: Provider, port: int = 0) -> Iterator[Provider]:
    """Answer on loopback for the length of the block; the provider knows its own address inside it."""
    handler = type("Handler", (Handler,), {"provider": provider, "released": Event()})
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    provider.issuer = f"http://127.0.0.1:{server.server_port}{ROOT}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        handler.released.set()
        server.shutdown()
        server.server_close()
        thread.join()
