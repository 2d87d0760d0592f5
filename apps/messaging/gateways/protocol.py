from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, kw_only=True, slots=True)
class Envelope:
    """One e-mail ready to leave. `message_id` is the same however many times it is sent."""

    message_id: str
    sender: str
    reply_to: str
    recipient: str
    subject: str
    text: str
    html: str


class MailRefused(Exception):
    """The server will never take this message. Says the code it answered, never the address."""


class MailServerUnavailable(Exception):
    """The server did not take this message now; it may later."""


class Mailer(Protocol):
    keeps_copy: bool  # whether the platform must keep the body once the message has left

    def send(self, envelope: Envelope) -> None:
        """Hand the message over, or raise MailRefused or MailServerUnavailable."""
