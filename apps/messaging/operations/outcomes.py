"""What becomes of a message: it left, it never will, or it may later."""

from datetime import datetime

from apps.messaging.enums import MessageStatus
from apps.messaging.models import Message

WITHHELD = "retenu : le destinataire ne peut plus être informé"
MAXIMUM_ATTEMPTS = 8  # about six hours for an e-mail, each wait four times the last


def mark_sent(message: Message, at: datetime, *, keep_body: bool) -> None:
    """Keep the proof that it left, not its text, which may carry a link worth a password."""
    message.status = MessageStatus.SENT
    message.sent_at = at
    message.last_error = ""
    if not keep_body:
        message.text = message.html = message.reply_to = ""
    message.save(update_fields=["status", "sent_at", "last_error", "text", "html", "reply_to"])


def mark_failed(message: Message, error: str) -> None:
    message.status = MessageStatus.FAILED
    message.attempts += 1
    message.last_error = error
    message.save(update_fields=["status", "attempts", "last_error"])


def has_tried_enough(message: Message) -> bool:
    return message.attempts + 1 >= MAXIMUM_ATTEMPTS


def postpone(message: Message, error: str, until: datetime) -> None:
    message.attempts += 1
    message.last_error = error
    message.due_at = until
    message.save(update_fields=["attempts", "last_error", "due_at"])
