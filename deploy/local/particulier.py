"""A stand-in for API Particulier v3 on this machine: the checks and the errors of the real one, fictitious answers.

`python -m deploy.local.particulier PORT` serves the demonstration.
"""

import json
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKEN = "jeton-de-la-demonstration"  # noqa: S105 - opens nothing but this stand-in
ROOT = "/v3/dss/quotient_familial"
REQUIRED = ("nomNaissance", "prenoms[]", "anneeDateNaissance", "sexeEtatCivil", "codeCogInseePaysNaissance")
FRANCE = "99100"
UNKNOWN = "Inconnu"  # a name that neither the Caf nor the MSA has
FAMILY: Mapping[str, Any] = {
    "quotient_familial": {
        "fournisseur": "CNAF",
        "valeur": 612,
        "annee": 2026,
        "mois": 3,
        "annee_calcul": 2026,
        "mois_calcul": 3,
    },
    "allocataires": [
        {
            "nom_naissance": "GARRIGUE",
            "nom_usage": "LASSERRE",
            "prenoms": "MAÏTÉ JEANNE",
            "date_naissance": "1987-04-12",
            "sexe": "F",
        }
    ],
    "enfants": [
        {"nom_naissance": "LASSERRE", "nom_usage": None, "prenoms": "LILI", "date_naissance": "2019-05-01", "sexe": "F"}
    ],
    "adresse": {
        "destinataire": "MADAME LASSERRE MAÏTÉ",
        "numero_libelle_voie": "1 AVENUE DE LA GARE",
        "code_postal_ville": "33560 CARBON-BLANC",
        "pays": "FRANCE",
    },
}


@dataclass(frozen=True, kw_only=True)
class Answer:
    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


def told(**changed: Any) -> Answer:
    return Answer(body=json.dumps({"data": {**FAMILY, **changed}, "links": {}, "meta": {}}).encode())


def refused(status: int, code: str, **headers: str) -> Answer:
    errors = [{"code": code, "title": "Erreur", "detail": "Détail", "source": None, "meta": {"provider": "CNAV"}}]
    return Answer(status=status, body=json.dumps({"errors": errors}).encode(), headers=headers)


@dataclass(kw_only=True)
class Particulier:
    """`says` replaces the answer that the question deserves; a `silent` one never answers."""

    url: str = ""
    token: str = TOKEN
    says: Answer | None = None
    silent: bool = False
    asked: list[tuple[str, str, dict[str, list[str]]]] = field(default_factory=list)
    released: Event = field(default_factory=Event)

    def answer(self, path: str, bearer: str, query: dict[str, list[str]]) -> Answer:
        self.asked.append((path, bearer, query))
        if self.says is not None:
            return self.says
        if len(query.get("recipient", [""])[0]) != 14:
            return refused(422, "00210")
        if path == f"{ROOT}/france_connect":
            return told() if bearer else refused(401, "00101")
        if bearer != self.token:
            return refused(401, "00101")
        born_in_france = query.get("codeCogInseePaysNaissance") == [FRANCE]
        required = (*REQUIRED, "codeCogInseeCommuneNaissance") if born_in_france else REQUIRED
        if path != f"{ROOT}/identite" or any(name not in query for name in required):
            return refused(422, "00364")
        return refused(404, "37003") if query["nomNaissance"] == [UNKNOWN] else told()


def _handler(peer: Particulier) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            bearer = self.headers.get("Authorization", "").removeprefix("Bearer ")
            answer = peer.answer(parts.path, bearer, parse_qs(parts.query))
            if peer.silent:
                peer.released.wait(timeout=10)
                return
            self.send_response(answer.status)
            for name, value in {"Content-Type": "application/json", **answer.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing: the address holds who is asked about."""

    return Handler


@contextmanager
def serving(peer: Particulier, *, port: int = 0) -> Iterator[Particulier]:
    """Serve on loopback for the length of the block."""
    server = ThreadingHTTPServer(("127.0.0.1", port), _handler(peer))
    peer.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield peer
    finally:
        peer.released.set()
        server.shutdown()
        server.server_close()
        thread.join()


def environment_of(url: str, slugs: list[str]) -> dict[str, str]:
    """Return the variables that lead a platform to the stand-in."""
    names = (slug.upper().replace("-", "_") for slug in slugs)
    return {"API_PARTICULIER_URL": url, **{f"API_PARTICULIER_TOKEN_{name}": TOKEN for name in names}}


if __name__ == "__main__":
    with serving(Particulier(), port=int(sys.argv[1])):
        signal.sigwait({signal.SIGTERM, signal.SIGINT})
