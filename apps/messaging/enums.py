from enum import StrEnum


class MessageStatus(StrEnum):
    QUEUED = "queued"  # written with the business it tells about; a job will send it
    SENT = "sent"  # taken by the mail server, or laid in the development mailbox
    FAILED = "failed"  # refused for good, or refused too many times: somebody has to look
