import smtplib
from contextlib import suppress
from typing import ClassVar
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend

from .protocol import Envelope, MailRefused, MailServerUnavailable

SECONDS_TO_ANSWER = 20
PERMANENT = 500  # RFC 5321, 4.2.1: 5yz is a permanent refusal, 4yz a passing one


class SmtpServer:
    """A mail server named by an address: smtp://, smtp+tls:// (STARTTLS) or smtps://, with user and password if any."""

    keeps_copy = False
    schemes: ClassVar = {
        "smtp": {"use_tls": False, "use_ssl": False},
        "smtp+tls": {"use_tls": True, "use_ssl": False},
        "smtps": {"use_tls": False, "use_ssl": True},
    }
    ports: ClassVar = {"smtp": 25, "smtp+tls": 587, "smtps": 465}

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in self.schemes or not parts.hostname:
            raise ImproperlyConfigured("EMAIL_URL must start with smtp://, smtp+tls:// or smtps:// and name a host")
        self._options = {
            "host": parts.hostname,
            "port": parts.port or self.ports[parts.scheme],
            "username": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "timeout": SECONDS_TO_ANSWER,
            **self.schemes[parts.scheme],
        }

    def send(self, envelope: Envelope) -> None:
        message = EmailMultiAlternatives(
            subject=envelope.subject,
            body=envelope.text,
            from_email=envelope.sender,
            to=[envelope.recipient],
            reply_to=[envelope.reply_to],
            headers={"Message-ID": envelope.message_id, "Auto-Submitted": "auto-generated"},
        )
        if envelope.html:
            message.attach_alternative(envelope.html, "text/html")
        server = EmailBackend(alias="outbox", **self._options)
        try:
            server.send_messages([message])
        except smtplib.SMTPRecipientsRefused as refusal:
            _raise_for(min(code for code, _text in refusal.recipients.values()))
        except smtplib.SMTPAuthenticationError as refusal:
            raise MailServerUnavailable(f"SMTP {refusal.smtp_code}") from None  # the operator's to repair, not final
        except smtplib.SMTPResponseException as refusal:
            _raise_for(refusal.smtp_code)
        except (smtplib.SMTPException, OSError) as failure:
            raise MailServerUnavailable(type(failure).__name__) from None
        except ValueError:
            raise MailRefused("unsendable address") from None
        finally:
            with suppress(smtplib.SMTPException, OSError):
                server.close()  # a connection left half-way by a refused sign-in


def _raise_for(code: int) -> None:
    """Name the code alone: the server's sentence often quotes the address."""
    if code >= PERMANENT:
        raise MailRefused(f"SMTP {code}") from None
    raise MailServerUnavailable(f"SMTP {code}") from None
