"""A mail server on loopback that answers what the test tells it to."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from deploy.local.processes import free_port


@dataclass
class Peer:
    """Keeps every message whose text it was given, even those it then refuses or leaves unanswered."""

    recipient_answer: str = "250 OK"
    data_answer: str = "250 OK"
    on_data: Callable[[], None] = lambda: None
    port: int = 0
    received: list[EmailMessage] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if self.recipient_answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.recipient_answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's names
        self.received.append(message_from_bytes(envelope.content, policy=policy.default))
        self.on_data()
        return self.data_answer


@contextmanager
def listening(**answers: Any) -> Iterator[Peer]:
    peer = Peer(**answers)
    peer.port = free_port()
    controller = Controller(peer, hostname="127.0.0.1", port=peer.port)
    controller.start()
    try:
        yield peer
    finally:
        controller.stop()
