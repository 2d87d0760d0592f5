from enum import StrEnum
from typing import IO, Protocol


class Verdict(StrEnum):
    CLEAN = "clean"
    INFECTED = "infected"


class ScannerUnavailable(Exception):
    """The antivirus did not answer, or not about this file: to be asked again later."""


class Scanner(Protocol):
    def scan(self, content: IO[bytes]) -> Verdict:
        """Read the file from where it stands to its end. Raises ScannerUnavailable."""
