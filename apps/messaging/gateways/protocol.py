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


@dataclass(frozen=True, kw_only=True, slots=True)
class Sms:
    """One text message ready to leave. `reference` is what the provider is asked by, whether it already left."""

    reference: str
    sender: str
    recipient: str  # +33612345678
    text: str


class MailRefused(Exception):
    """The server will never take this message. Says the code it answered, never the address."""


class MailServerUnavailable(Exception):
    """The server did not take this message now; it may later."""


class SmsRefused(Exception):
    """The provider will never take it: unknown number, sender it does not allow. Says the code, never the number."""


class SmsUnavailable(Exception):
    """No credit left, too many at once, no answer: the text may leave later, unless it left already."""


class Mailer(Protocol):
    keeps_copy: bool  # whether the platform must keep the body once the message has left

    def send(self, envelope: Envelope) -> None:
        """Hand the message over, or raise MailRefused or MailServerUnavailable."""


class SmsSender(Protocol):
    keeps_copy: bool

    def send(self, sms: Sms) -> None:
        """Hand the text over, or raise SmsRefused or SmsUnavailable."""

    def has_left(self, reference: str) -> bool:
        """Tell whether the provider already took the text of this reference. Raises SmsUnavailable."""
        ...
