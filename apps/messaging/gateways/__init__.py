"""Where e-mails leave the platform: a mail server, or the development mailbox."""

from django.conf import settings

from .mailbox import DevelopmentMailbox
from .protocol import Envelope, Mailer, MailRefused, MailServerUnavailable
from .smtp import SmtpServer

__all__ = ["Envelope", "MailRefused", "MailServerUnavailable", "Mailer", "mailer"]


def mailer() -> Mailer | None:
    """Return the way out that the settings name; None where there is none yet: messages then wait in the outbox."""
    if settings.EMAIL_URL:
        return SmtpServer(settings.EMAIL_URL)
    if settings.DEVELOPMENT_MAILBOX:
        return DevelopmentMailbox()
    return None
