from enum import StrEnum


class NewsSource(StrEnum):
    CONFIGURATION = "configuration"  # follows the commune's files: withdrawn when it leaves them
    TOWN_HALL = "town_hall"  # written by an agent: files never touch it
