"""FranceConnect v2, the State's sign-in (OpenID Connect), behind a Protocol; every answer is checked before it is used.

https://docs.partenaires.franceconnect.gouv.fr/
"""

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from threading import Lock
from time import monotonic
from typing import Any, Final, Protocol
from urllib.parse import urlencode, urlsplit

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from django.conf import settings
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import ECKey, KeySet
from joserfc.jws import JWSRegistry
from requests import RequestException, Response

from apps.accounts.errors import FranceConnectAway, FranceConnectRefused
from communes_config.schema import CommuneConfig
from core import official_identity
from core.identifiers import environment_name
from core.official_identity import OfficialIdentity

logger = logging.getLogger(__name__)

TIMEOUT: Final = 5.0  # seconds: somebody waits behind a blank page
KEPT_FOR: Final = 600.0  # seconds: where its pages are, and its keys
LEEWAY: Final = 30  # seconds between its clock and ours
ALGORITHM: Final = "ES256"
LEVELS: Final = ("eidas1", "eidas2", "eidas3")
ASKED_LEVEL: Final = LEVELS[0]
SCOPES: Final = (
    "openid given_name family_name preferred_username gender birthdate birthplace birthcountry email"  # and no more
)
PAGES: Final = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri", "end_session_endpoint")
ONLY_ES256: Final = JWSRegistry(algorithms=[ALGORITHM], strict_check_header=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Client:
    """What FranceConnect knows a commune by."""

    id: str
    secret: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Authenticated:
    """Who came back, the token that will close their session there, and the one that asks others for a minute."""

    identity: OfficialIdentity
    id_token: str
    access_token: str = field(default="", repr=False)


class IdentityProvider(Protocol):
    issuer: str

    def authorization_url(self, *, redirect_uri: str, state: str, nonce: str, more_scopes: Sequence[str] = ()) -> str:
        """Return where to send the browser, who agrees there to what is asked. Raises FranceConnectAway."""
        ...

    def authenticate(self, *, code: str, redirect_uri: str, nonce: str, at: datetime) -> Authenticated:
        """Exchange the code of a return for an identity. Raises FranceConnectAway, FranceConnectRefused."""
        ...

    def logout_url(self, *, id_token: str, state: str, redirect_uri: str) -> str:
        """Return where to send the browser to close the session there. Raises FranceConnectAway."""
        ...


class Directory:
    """Where the provider's pages are and which keys it signs with: asked once, then remembered for a while."""

    def __init__(self, issuer: str, timeout: float) -> None:
        self.issuer, self._timeout = issuer, timeout
        self._lock = Lock()
        self._read_at = 0.0
        self._pages: Mapping[str, str] | None = None
        self._keys: KeySet | None = None

    def page(self, name: str) -> str:
        with self._lock:
            if self._pages is None or monotonic() - self._read_at > KEPT_FOR:
                self._pages, self._keys, self._read_at = self._ask_pages(), None, monotonic()
            return self._pages[name]

    def keys(self, *, again: bool = False) -> KeySet:
        address = self.page("jwks_uri")
        with self._lock:
            if self._keys is None or again:
                self._keys = _key_set(self._get(address))
            return self._keys

    def _ask_pages(self) -> Mapping[str, str]:
        document = self._get(f"{self.issuer}/.well-known/openid-configuration")
        try:
            pages = {name: str(document[name]) for name in PAGES}
        except KeyError as error:
            raise FranceConnectAway from error
        ours = origin(self.issuer)
        if document.get("issuer") != self.issuer or any(origin(page) != ours for page in pages.values()):
            logger.error("the identity provider presents itself as another one")
            raise FranceConnectAway
        return pages

    def _get(self, address: str) -> Mapping[str, Any]:
        with OAuth2Session(default_timeout=self._timeout) as session:
            answer = _ask(lambda: session.get(address, withhold_token=True))
        try:
            document = answer.json()
        except ValueError as error:
            raise FranceConnectAway from error
        if not isinstance(document, dict):
            raise FranceConnectAway
        return document


class FranceConnect:
    def __init__(self, directory: Directory, client: Client, timeout: float = TIMEOUT) -> None:
        self._directory, self._client, self._timeout = directory, client, timeout

    @property
    def issuer(self) -> str:
        return self._directory.issuer

    def authorization_url(self, *, redirect_uri: str, state: str, nonce: str, more_scopes: Sequence[str] = ()) -> str:
        page = self._directory.page("authorization_endpoint")
        with self._session(redirect_uri) as session:
            session.scope = " ".join((SCOPES, *more_scopes))
            url, _state = session.create_authorization_url(page, state=state, nonce=nonce, acr_values=ASKED_LEVEL)
        return str(url)

    def authenticate(self, *, code: str, redirect_uri: str, nonce: str, at: datetime) -> Authenticated:
        with self._session(redirect_uri) as session:
            token = self._exchange(session, code)
            id_token = str(token["id_token"])
            claims = self._checked_id_token(id_token, str(token["access_token"]), nonce, at)
            address = self._directory.page("userinfo_endpoint")
            answer = _ask(lambda: session.get(address, headers={"Accept": "application/jwt"}))
        told = self._checked_userinfo(answer, claims, at)
        identity = official_identity.read(told)
        return Authenticated(identity=identity, id_token=id_token, access_token=str(token["access_token"]))

    def logout_url(self, *, id_token: str, state: str, redirect_uri: str) -> str:
        query = {"id_token_hint": id_token, "state": state, "post_logout_redirect_uri": redirect_uri}
        return f"{self._directory.page('end_session_endpoint')}?{urlencode(query)}"

    def _session(self, redirect_uri: str) -> OAuth2Session:
        return OAuth2Session(
            self._client.id,
            self._client.secret,
            token_endpoint_auth_method="client_secret_post",  # noqa: S106 - the name of a method, as the State asks
            scope=SCOPES,
            redirect_uri=redirect_uri,
            default_timeout=self._timeout,
            leeway=0,  # its tokens live 60 seconds: Authlib would find a fresh one already too old
        )

    def _exchange(self, session: OAuth2Session, code: str) -> Mapping[str, Any]:
        address = self._directory.page("token_endpoint")
        try:
            token: Mapping[str, Any] = session.fetch_token(address, code=code, grant_type="authorization_code")
        except AuthlibBaseError as error:
            raise _refused(f"token: {error.error}") from error
        except (RequestException, ValueError) as error:
            raise FranceConnectAway from error
        if "id_token" not in token or "access_token" not in token:
            raise _refused("token: incomplete")
        return token

    def _checked_id_token(self, text: str, access_token: str, nonce: str, at: datetime) -> Mapping[str, Any]:
        decoded = self._verified(text)
        expected = {
            "iss": {"essential": True, "value": self.issuer},
            "aud": {"essential": True, "value": self._client.id},
            "acr": {"essential": True, "values": list(LEVELS)},
            "sub": {"essential": True, "validate": _is_text},
        }
        known = {"nonce": nonce, "client_id": self._client.id, "access_token": access_token}
        claims = CodeIDToken(decoded.claims, decoded.header, expected, known)
        try:
            claims.validate(now=int(at.timestamp()), leeway=LEEWAY)
        except JoseError as error:
            raise _refused(f"id_token: {error.error} {getattr(error, 'claim', '')}") from error
        return claims

    def _checked_userinfo(self, answer: Response, claims: Mapping[str, Any], at: datetime) -> Mapping[str, Any]:
        if answer.headers.get("Content-Type", "").partition(";")[0].strip().lower() != "application/jwt":
            raise _refused("userinfo: not signed")
        decoded = self._verified(answer.text.strip())
        expected = jwt.JWTClaimsRegistry(
            now=int(at.timestamp()),
            leeway=LEEWAY,
            iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "value": self._client.id},
            sub={"essential": True, "value": claims["sub"]},
        )
        try:
            expected.validate(decoded.claims)
        except JoseError as error:
            raise _refused(f"userinfo: {error.error} {getattr(error, 'claim', '')}") from error
        return decoded.claims

    def _verified(self, text: str) -> jwt.Token:
        """Check a signature; a key that is not known may be new, so the keys are asked again, once."""
        try:
            try:
                return jwt.decode(text, self._directory.keys(), registry=ONLY_ES256)
            except InvalidKeyIdError:
                return jwt.decode(text, self._directory.keys(again=True), registry=ONLY_ES256)
        except (JoseError, ValueError) as error:
            raise _refused(f"signature: {getattr(error, 'error', 'unreadable')}") from error


def origin(address: str) -> str:
    """Return `https://host:port` of an address."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def client_of(slug: str) -> Client | None:
    """Return what the environment gives for a commune: `FRANCECONNECT_CLIENT_ID_CARBON_BLANC` and its secret."""
    name = environment_name(slug)
    found = settings.FRANCECONNECT_CLIENTS.get(name, ("", ""))
    return Client(id=found[0], secret=found[1]) if all(found) else None


def is_offered(config: CommuneConfig) -> bool:
    """Tell whether a commune offers FranceConnect, and has the client without which it cannot."""
    return config.franceconnect and client_of(config.slug) is not None


def missing_client(config: CommuneConfig) -> str:
    """Return the sentence for the operator of a commune that offers FranceConnect and cannot; or nothing."""
    if not config.franceconnect or client_of(config.slug) is not None:
        return ""
    name = environment_name(config.slug)
    wanted = f"FRANCECONNECT_CLIENT_ID_{name} et FRANCECONNECT_CLIENT_SECRET_{name}"
    return f"FranceConnect est proposé sans client : {wanted} manquent"


def provider_for(slug: str) -> IdentityProvider | None:
    """Return FranceConnect as one commune's own client, or None when the environment gives none."""
    client = client_of(slug)
    return None if client is None else FranceConnect(_directory(settings.FRANCECONNECT_ISSUER, TIMEOUT), client)


@lru_cache(maxsize=8)
def _directory(issuer: str, timeout: float) -> Directory:
    return Directory(issuer, timeout)


def _ask(question: Callable[[], Response]) -> Response:
    try:
        answer = question()
        answer.raise_for_status()
    except (RequestException, AuthlibBaseError) as error:
        raise FranceConnectAway from error
    return answer


def _key_set(document: Mapping[str, Any]) -> KeySet:
    """Keep the keys that may sign: elliptic ones, each with a name."""
    listed = document.get("keys")
    found = [key for key in listed if isinstance(key, dict)] if isinstance(listed, list) else []
    try:
        return KeySet([ECKey.import_key(key) for key in found if key.get("kty") == "EC" and key.get("kid")])
    except (JoseError, ValueError, TypeError, json.JSONDecodeError) as error:
        raise FranceConnectAway from error


def _is_text(_claims: object, value: object) -> bool:
    return isinstance(value, str)


def _refused(why: str) -> FranceConnectRefused:
    """Say why in the log, which holds no token, and nothing of it to the person."""
    logger.warning("an answer of FranceConnect was refused: %s", why.strip())
    return FranceConnectRefused()
