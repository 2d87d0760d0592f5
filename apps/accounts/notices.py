"""Where the e-mails of accounts leave from.

`apps.messaging` stands above this application and hands its sender over when it starts.
"""

from datetime import datetime
from typing import Any, Protocol

from django.db.models import Model


class Sender(Protocol):
    """Render `emails/<template>.*` now, and send in the transaction in progress."""

    def __call__(
        self,
        *,
        template: str,
        to: Any,
        context: dict[str, Any],
        at: datetime,
        subject_of: Model | None = None,
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
    _senders[0](template=f"accounts/{template}", to=to, context=context, at=at, subject_of=subject_of)
