"""What must not be read in a stolen copy of the database: encrypted under a key that each commune has of its own.

The keys are derived from `ENCRYPTION_SECRETS`, newest first: the first one writes, all of them read, so a secret is
replaced by adding one in front, rewriting the rows at leisure, then dropping the old one.
"""

import base64
import json
import secrets
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models

from tenants import context

SEALED = "gAAAAA"  # how everything that Fernet writes begins, until 2106
SEAL = b"\x00parvis1"  # no document of an accepted type begins so
NONCE = 12


class Unreadable(Exception):
    """The stored text was not encrypted for this commune, or its secret is gone."""


def encrypt(text: str) -> str:
    """Return `text` encrypted for the current commune."""
    return _cipher().encrypt(text.encode()).decode("ascii")


def decrypt(token: str) -> str:
    """Return what `encrypt` was given in this commune, or raise Unreadable."""
    try:
        return _cipher().decrypt(token.encode("ascii")).decode()
    except InvalidToken:
        raise Unreadable from None


def seal(content: bytes, *, name: str) -> bytes:
    """Return these bytes encrypted for the current commune; they open only under the same name."""
    nonce = secrets.token_bytes(NONCE)
    return SEAL + nonce + AESGCM(derived_keys("documents")[0]).encrypt(nonce, content, name.encode())


def is_sealed(head: bytes) -> bool:
    """Tell, from its first bytes, whether `seal` wrote it."""
    return head.startswith(SEAL)


def unseal(sealed: bytes, *, name: str) -> bytes:
    """Return what `seal` was given under this name in this commune, or raise Unreadable."""
    start = len(SEAL)
    nonce, content = sealed[start : start + NONCE], sealed[start + NONCE :]
    for key in derived_keys("documents"):
        try:
            return AESGCM(key).decrypt(nonce, content, name.encode())
        except (InvalidTag, ValueError):
            continue
    raise Unreadable


def derived_keys(purpose: str) -> tuple[bytes, ...]:
    """Return 32 bytes for one purpose in the current commune, from each secret, newest first."""
    slug = context.current().slug
    return tuple(_derive(secret, slug, purpose) for secret in _secrets())


def _cipher() -> MultiFernet:
    return _cipher_of(_secrets(), context.current().slug)


def _secrets() -> tuple[str, ...]:
    known = tuple(settings.ENCRYPTION_SECRETS)
    if not known:
        raise ImproperlyConfigured("ENCRYPTION_SECRETS is empty: nothing can be encrypted")
    return known


@lru_cache(maxsize=2_000)
def _cipher_of(known: tuple[str, ...], slug: str) -> MultiFernet:
    keys = (_derive(secret, slug, "fields") for secret in known)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])


def _derive(secret: str, slug: str, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=b"parvis", info=f"{slug}:{purpose}".encode()).derive(
        secret.encode()
    )


class EncryptedTextField(models.TextField):  # type: ignore[type-arg] # fields take no parameter at run time
    """Text that only the commune's own key opens; it cannot be searched.

    `was_clear` says that its column held clear text before: what no job rewrote yet is read as it is.
    """

    def __init__(self, *args: Any, was_clear: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.was_clear = was_clear

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | ({"was_clear": True} if self.was_clear else {})

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        if not value or (self.was_clear and not value.startswith(SEALED)):
            return value
        return decrypt(value)

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        return encrypt(text) if text else text

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name not in {"isnull", Blank.lookup_name}:
            raise TypeError(f"{self.name} is encrypted: it cannot be looked up by {lookup_name}")
        return super().get_lookup(lookup_name)


@EncryptedTextField.register_lookup
class Blank(models.Lookup):
    """`field__blank=False`: something is written, whatever it is; the empty text is the one that is not encrypted."""

    lookup_name = "blank"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        column, params = compiler.compile(self.lhs)
        return f"{column} {'=' if self.rhs else '<>'} ''", params


class EncryptedJSONField(EncryptedTextField):
    """Any JSON value, stored as one encrypted text."""

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        text = super().from_db_value(value, expression, connection)
        return json.loads(text) if text else None

    def get_prep_value(self, value: Any) -> Any:
        return None if value is None else super().get_prep_value(json.dumps(value, ensure_ascii=False))

    def to_python(self, value: Any) -> Any:
        return value

    def value_to_string(self, obj: models.Model) -> str:
        return json.dumps(self.value_from_object(obj))
