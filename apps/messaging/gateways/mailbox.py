from .protocol import Envelope, Sms


class DevelopmentMailbox:
    """Nothing leaves the machine: the message is read where the outbox keeps it, at /boite-aux-lettres/."""

    keeps_copy = True

    def send(self, envelope: Envelope) -> None:
        """Leave the message where it is."""


class DevelopmentTelephone:
    """The same for text messages."""

    keeps_copy = True

    def send(self, sms: Sms) -> None:
        """Leave the text where it is."""

    def has_left(self, reference: str) -> bool:
        return False
