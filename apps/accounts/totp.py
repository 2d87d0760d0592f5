"""Six figures that a telephone and the portal compute from the same secret and the same half minute (RFC 6238)."""

import hmac
from datetime import datetime
from typing import Final

import pyotp
import segno

from core import service_keys

DRIFT: Final = (0, -1, 1)  # half minutes that a telephone's clock may be wrong by
GROUP: Final = 4


def new_secret() -> str:
    """Return 160 random bits in base 32, as the applications of telephones read them."""
    return pyotp.random_base32()


def step_of(secret: str, typed: str, at: datetime) -> int | None:
    """Return the half minute whose code was typed, spaces and dashes left aside, or None: it is not a code of now."""
    totp = pyotp.TOTP(secret)
    code = service_keys.normalise(typed)
    now = int(at.timestamp()) // totp.interval
    right = [
        now + drift for drift in DRIFT if hmac.compare_digest(totp.generate_otp(now + drift).encode(), code.encode())
    ]
    return right[0] if right else None


def address(secret: str, *, account: str, issuer: str) -> str:
    """Return what the QR code says to the application."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=issuer)


def drawing(address: str) -> str:
    """Return the QR code as the address of an SVG picture, which asks nothing of anybody."""
    return segno.make(address, error="m", micro=False).svg_data_uri(scale=5, border=4, light="#fff")


def grouped(secret: str) -> str:
    """Return a secret as it is typed by who cannot take a picture: `ABCD EFGH …`."""
    return " ".join(secret[start : start + GROUP] for start in range(0, len(secret), GROUP))
