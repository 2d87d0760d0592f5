"""What an OpenID provider checks and signs, without its pages."""

import hmac
import json
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from joserfc import jwt
from joserfc.jwk import ECKey

from .identities import IDENTITIES, FictitiousPerson

ALGORITHM = "ES256"
TOKEN_SECONDS = 60
SHORTEST_NONCE = 32
LEVEL = "eidas1"


@dataclass(frozen=True, kw_only=True)
class RegisteredClient:
    id: str
    secret: str
    redirect_uris: tuple[str, ...]
    logout_uris: tuple[str, ...] = ()


class Refusal(Exception):
    """Shown on the provider's own page: `code` is one of FranceConnect's."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


@dataclass(frozen=True, kw_only=True)
class Asked:
    """An authorisation request that was accepted."""

    client: RegisteredClient
    redirect_uri: str
    state: str
    nonce: str


@dataclass(frozen=True, kw_only=True)
class Grant:
    asked: Asked
    person: FictitiousPerson


@dataclass(kw_only=True)
class Misbehaviour:
    """How a test asks the provider to lie; nothing of it is used by a demonstration."""

    algorithm: str = ALGORITHM
    id_token: Mapping[str, Any] = field(default_factory=dict)
    userinfo: Mapping[str, Any] = field(default_factory=dict)
    userinfo_as_json: bool = False
    returned: Mapping[str, str] = field(default_factory=dict)
    page_down: str = ""
    replayable: bool = False
    foreign_key: bool = False


class Provider:
    def __init__(self, clients: Sequence[RegisteredClient], people: Sequence[FictitiousPerson] = IDENTITIES) -> None:
        self.issuer = ""  # known once the server listens
        self.clients = {client.id: client for client in clients}
        self.people = {person.key: person for person in people}
        self.misbehaviour = Misbehaviour()
        self.asked_for: list[str] = []  # the pages, in the order they were asked
        self._codes: dict[str, Grant] = {}
        self._accesses: dict[str, Grant] = {}
        self._key = self._new_key()

    def register(self, client: RegisteredClient) -> None:
        self.clients[client.id] = client

    def rotate(self) -> None:
        """Sign with a new key from now on, and publish only that one."""
        self._key = self._new_key()

    def configuration(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/jwks",
            "end_session_endpoint": f"{self.issuer}/session/end",
            "response_types_supported": ["code"],
            "id_token_signing_alg_values_supported": [ALGORITHM],
            "userinfo_signing_alg_values_supported": [ALGORITHM],
            "acr_values_supported": [LEVEL],
        }

    def keys(self) -> dict[str, Any]:
        return {"keys": [self._key.as_dict(private=False)]}

    def ask(self, query: Mapping[str, str]) -> Asked:
        """Check an authorisation request. Raises Refusal."""
        client = self.clients.get(query.get("client_id", ""))
        if client is None:
            raise Refusal("Y04EA6EF", "Le fournisseur de service est inconnu.")
        if query.get("redirect_uri") not in client.redirect_uris:
            raise Refusal("Y04C013C", "L’adresse de retour n’est pas celle qui a été déclarée.")
        if query.get("response_type") != "code" or "openid" not in query.get("scope", "").split():
            raise Refusal("Y000400", "La demande n’a pas la forme attendue.")
        if query.get("acr_values") != LEVEL or len(query.get("state", "")) < SHORTEST_NONCE:
            raise Refusal("Y000400", "La demande n’a pas la forme attendue.")
        if len(query.get("nonce", "")) < SHORTEST_NONCE:
            raise Refusal("Y030007", "Le nonce est trop court.")
        return Asked(client=client, redirect_uri=query["redirect_uri"], state=query["state"], nonce=query["nonce"])

    def sign_in(self, asked: Asked, person_key: str) -> str:
        """Return where the browser goes back to, with a code good for one exchange."""
        code = secrets.token_urlsafe(32)
        self._codes[code] = Grant(asked=asked, person=self.people[person_key])
        return self._back(asked, code=code)

    def give_up(self, asked: Asked) -> str:
        return self._back(asked, error="access_denied", error_description="User auth aborted")

    def exchange(self, form: Mapping[str, str]) -> dict[str, Any] | None:
        """Return the tokens of a code, or None when it is refused."""
        client = self.clients.get(form.get("client_id", ""))
        if client is None or not secrets.compare_digest(client.secret.encode(), form.get("client_secret", "").encode()):
            return None
        code = form.get("code", "")
        grant = self._codes.get(code) if self.misbehaviour.replayable else self._codes.pop(code, None)
        if grant is None or grant.asked.client != client or form.get("redirect_uri") != grant.asked.redirect_uri:
            return None
        access = secrets.token_urlsafe(32)
        self._accesses[access] = grant
        return {
            "access_token": access,
            "token_type": "Bearer",
            "expires_in": TOKEN_SECONDS,
            "id_token": self._signed(self._id_token(grant), self.misbehaviour.id_token),
        }

    def userinfo(self, access: str) -> dict[str, Any] | str | None:
        """Return the signed claims of an access token, or None when it is refused."""
        grant = self._accesses.pop(access, None)
        if grant is None:
            return None
        claims = {**grant.person.claims, **self._common(grant)}
        if self.misbehaviour.userinfo_as_json:
            return claims
        return self._signed(claims, self.misbehaviour.userinfo)

    def end_session(self, query: Mapping[str, str]) -> str:
        """Return where the browser goes once it is signed out. Raises Refusal."""
        claims = jwt.decode(query.get("id_token_hint", ""), self._key, algorithms=[ALGORITHM]).claims
        client = self.clients.get(str(claims.get("aud")))
        wanted = query.get("post_logout_redirect_uri", "")
        if client is None or wanted not in client.logout_uris:
            raise Refusal("Y04C013C", "L’adresse de retour n’est pas celle qui a été déclarée.")
        return f"{wanted}?{urlencode({'state': query.get('state', '')})}"

    def subject_of(self, person: FictitiousPerson, client: RegisteredClient) -> str:
        """A person is known to each client by another name, that leads from none to the other."""
        return f"{sha256(f'{client.id} {person.key}'.encode()).hexdigest()}v1"

    def _back(self, asked: Asked, **answer: str) -> str:
        query = {**answer, "state": asked.state, "iss": self.issuer, **self.misbehaviour.returned}
        return f"{asked.redirect_uri}?{urlencode({name: text for name, text in query.items() if text})}"

    def _common(self, grant: Grant) -> dict[str, Any]:
        client = grant.asked.client
        now = int(datetime.now(tz=UTC).timestamp())
        return {
            "iss": self.issuer,
            "aud": client.id,
            "sub": self.subject_of(grant.person, client),
            "iat": now,
            "exp": now + TOKEN_SECONDS,
        }

    def _id_token(self, grant: Grant) -> dict[str, Any]:
        return {**self._common(grant), "nonce": grant.asked.nonce, "acr": LEVEL, "amr": ["pwd"]}

    def _signed(self, claims: Mapping[str, Any], lies: Mapping[str, Any]) -> str:
        told = {name: value for name, value in {**claims, **lies}.items() if value is not None}
        if self.misbehaviour.algorithm != ALGORITHM:
            return self._forged(self.misbehaviour.algorithm, told)
        key = self._new_key() if self.misbehaviour.foreign_key else self._key
        return jwt.encode({"alg": ALGORITHM, "kid": self._key.kid}, told, key, algorithms=[ALGORITHM])

    def _forged(self, algorithm: str, claims: Mapping[str, Any]) -> str:
        """Sign with nothing, or with the public key taken for a shared secret: the classic confusions of algorithms."""
        header = {"alg": algorithm, "typ": "JWT", "kid": self._key.kid}
        signed = b".".join(_encoded(json.dumps(part).encode()) for part in (header, claims))
        secret = self._key.as_pem(private=False)
        seal = hmac.digest(secret, signed, "sha256") if algorithm == "HS256" else b""
        return b".".join((signed, _encoded(seal))).decode()

    def _new_key(self) -> ECKey:
        return ECKey.generate_key(
            "P-256", parameters={"use": "sig", "kid": f"local:{ALGORITHM}:{secrets.token_hex(4)}"}
        )


def _encoded(content: bytes) -> bytes:
    return urlsafe_b64encode(content).rstrip(b"=")
