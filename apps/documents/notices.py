"""Where the e-mails about documents leave from: `apps.messaging` stands above and hands its sender over."""

from datetime import datetime
from typing import Any, Protocol

from django.db.models import Model


class Sender(Protocol):
    def __call__(
        self, *, template: str, to: Any, context: dict[str, Any], at: datetime, subject_of: Model | None = None
    ) -> object: ...


class NoSender(RuntimeError):
    """No application has said how to send an e-mail."""


_senders: list[Sender] = []


def use(sender: Sender) -> None:
    """Say who sends; the last one given wins."""
    _senders[:] = [sender]


def send(template: str, *, to: Any, at: datetime, subject_of: Model | None = None, **context: Any) -> None:
    if not _senders:
        raise NoSender
    _senders[0](template=f"documents/{template}", to=to, context=context, at=at, subject_of=subject_of)
