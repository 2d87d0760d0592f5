from enum import StrEnum


class MessageStatus(StrEnum):
    QUEUED = "queued"  # written with the business it tells about; a job will send it
    SENT = "sent"  # taken by the mail server, or laid in the development mailbox
    FAILED = "failed"  # refused for good, or refused too many times: somebody has to look


class Channel(StrEnum):
    """Where a person is told; a channel is here once it really carries something."""

    EMAIL = "email"
    SMS = "sms"  # where the commune has a provider: says that something waits, never what
    PORTAL = "portal"  # a notice in the person's space


class Topic(StrEnum):
    """What a message is about, as people choose by."""

    ACCOUNT = "account"
    DECISIONS = "decisions"
    REQUESTS = "requests"
    HEALTH = "health"
    DOCUMENTS = "documents"
    ACTIVITIES = "activities"
