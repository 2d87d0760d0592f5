"""What an operation would do, seen before it is done: it runs, what it wrote is read, and nothing of it stays."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from apps.messaging.enums import Channel
from apps.messaging.models import Message

SERVICE_KEY = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b")
HIDDEN_KEY = "••••-••••-••••"


@dataclass(frozen=True, slots=True)
class Preview:
    """An e-mail that would leave. A key in it is hidden: another is made when it really leaves."""

    recipient: str
    subject: str
    text: str

    @property
    def hides_a_key(self) -> bool:
        return HIDDEN_KEY in self.text


def messages_of(operation: Callable[[], object]) -> tuple[Preview, ...]:
    """Return the e-mails that an operation would send, in order; its refusals are raised as when it really runs."""
    with transaction.atomic():
        last = Message.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        operation()
        written = Message.objects.filter(pk__gt=last, channel=Channel.EMAIL).order_by("pk")
        previews = tuple(Preview(message.recipient, message.subject, _without_key(message.text)) for message in written)
        transaction.set_rollback(True)
    return previews


def _without_key(text: str) -> str:
    return SERVICE_KEY.sub(HIDDEN_KEY, text)
