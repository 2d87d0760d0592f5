"""What left by e-mail, and the links in it."""

import re

from apps.messaging.models import Message


def sent(template: str) -> list[Message]:
    return list(Message.objects.filter(template=f"accounts/{template}").order_by("pk"))


def last(template: str) -> Message:
    return sent(template)[-1]


def secret_in(message: Message) -> str:
    """The secret of the link that the e-mail carries."""
    found = re.search(r"https?://\S+/([A-Za-z0-9_-]{43})/", message.text)
    assert found is not None, message.text
    return found[1]


def templates_sent() -> list[str]:
    return [message.template.removeprefix("accounts/") for message in Message.objects.order_by("pk")]
