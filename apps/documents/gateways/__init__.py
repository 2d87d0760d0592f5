"""Who looks for viruses in what people deposit."""

from django.conf import settings

from .clamd import Clamd
from .protocol import Scanner, ScannerUnavailable, Verdict

__all__ = ["Scanner", "ScannerUnavailable", "Verdict", "scanner"]


def scanner() -> Scanner | None:
    """Return the antivirus that the settings name, or None where there is none."""
    return Clamd(settings.CLAMD_ADDRESS) if settings.CLAMD_ADDRESS else None
