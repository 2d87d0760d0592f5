"""Where the e-mails about documents leave from: `apps.messaging` stands above and hands its sender over."""

from datetime import datetime
from typing import Any, Protocol

from django.db.models import Model

from tenants import context as tenant


class Sender(Protocol):
    def __call__(
        self, *, template: str, to: Any, context: dict[str, Any], at: datetime, subject_of: Model | None, page: str
    ) -> object: ...


class NoSender(RuntimeError):
    """No application has said how to send an e-mail."""


_senders: list[Sender] = []


def use(sender: Sender) -> None:
    """Say who sends; the last one given wins."""
    _senders[:] = [sender]


def send(template: str, *, to: Any, at: datetime, page: str, subject_of: Model | None = None, **context: Any) -> None:
    """Write to an account; `page` is where it reads more, in its space."""
    if not _senders:
        raise NoSender
    complete = {**context, "action_url": tenant.url(page), "action_label": "Voir mes documents"}
    _senders[0](template=f"documents/{template}", to=to, context=complete, at=at, subject_of=subject_of, page=page)
