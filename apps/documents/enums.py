from enum import StrEnum


class DocumentState(StrEnum):
    NOT_SCANNED = "not_scanned"  # no antivirus is configured
    PENDING = "pending"  # waits for the antivirus, and is read by nobody meanwhile
    CLEAN = "clean"
    INFECTED = "infected"  # nobody may read it
