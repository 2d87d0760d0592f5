"""Secrets that travel in links and cookies; only their digest stays."""

import hashlib
import secrets
from typing import Final

SECRET_BYTES: Final = 32


def new_secret() -> str:
    """Return 256 random bits, good for a URL."""
    return secrets.token_urlsafe(SECRET_BYTES)


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
