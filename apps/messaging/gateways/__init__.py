"""Where messages leave the platform: a mail server, a provider of text messages, or the development mailbox."""

from django.conf import settings

from communes_config import CommuneConfig
from core.identifiers import environment_name

from .brevo import Brevo
from .mailbox import DevelopmentMailbox, DevelopmentTelephone
from .protocol import (
    Envelope,
    Mailer,
    MailRefused,
    MailServerUnavailable,
    Sms,
    SmsRefused,
    SmsSender,
    SmsUnavailable,
)
from .smtp import SmtpServer

__all__ = [
    "Envelope",
    "MailRefused",
    "MailServerUnavailable",
    "Mailer",
    "Sms",
    "SmsRefused",
    "SmsSender",
    "SmsUnavailable",
    "mailer",
    "missing_sms_key",
    "sms_sender",
]


def mailer() -> Mailer | None:
    """Return the way out that the settings name; None where there is none yet: messages then wait in the outbox."""
    if settings.EMAIL_URL:
        return SmtpServer(settings.EMAIL_URL)
    if settings.DEVELOPMENT_MAILBOX:
        return DevelopmentMailbox()
    return None


def sms_sender(config: CommuneConfig) -> SmsSender | None:
    """Return a commune's own account at the provider; None where its files offer no text message, or it has no key."""
    key = settings.SMS_API_KEYS.get(environment_name(config.slug), "")
    if config.sms.enabled and key:
        return Brevo(settings.SMS_API_URL, key)
    if config.sms.enabled and settings.DEVELOPMENT_MAILBOX:
        return DevelopmentTelephone()
    return None


def missing_sms_key(config: CommuneConfig) -> str:
    """Return the sentence for the operator of a commune that offers text messages and cannot; or nothing."""
    if not config.sms.enabled or sms_sender(config) is not None:
        return ""
    return f"Les SMS sont proposés sans clé : SMS_API_KEY_{environment_name(config.slug)} manque"
