from enum import StrEnum


class CommuneStatus(StrEnum):
    ACTIVE = "active"
    SUSPENDED = "suspended"  # answers 503 with the town hall's contact; its data stay
    ARCHIVED = "archived"  # answers 404; its data stay until it is deleted
