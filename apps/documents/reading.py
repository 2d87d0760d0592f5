"""What a link leads to."""

from dataclasses import dataclass
from typing import IO

from .models import Document


@dataclass(frozen=True, kw_only=True, slots=True)
class Served:
    """Either the bytes, or the address where the store itself gives them."""

    document: Document
    content: IO[bytes] | None = None
    address: str = ""
