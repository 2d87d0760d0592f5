"""A real SMTP peer: whatever the platform sends arrives here and can be read."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Condition
from typing import Any, Self

from aiosmtpd.controller import Controller

from deploy.local.processes import free_port

SECONDS_TO_ARRIVE = 60
LINK = re.compile(r"https?://\S+")


@dataclass
class MailPeer:
    """Keeps what it received; each recipient's messages in their order of arrival."""

    port: int = 0
    _received: list[tuple[str, EmailMessage]] = field(default_factory=list)
    _arrival: Condition = field(default_factory=Condition)

    @classmethod
    @contextmanager
    def listening(cls) -> Iterator[Self]:
        peer = cls()
        peer.port = free_port()
        controller = Controller(peer, hostname="127.0.0.1", port=peer.port)
        controller.start()
        try:
            yield peer
        finally:
            controller.stop()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        message = message_from_bytes(envelope.content, policy=policy.default)
        with self._arrival:
            self._received.extend((recipient, message) for recipient in envelope.rcpt_tos)
            self._arrival.notify_all()
        return "250 OK"

    def wait_for(self, recipient: str, subject: str, *, after: EmailMessage | None = None) -> EmailMessage:
        """Return the newest message to this address whose subject has these words, waiting for it to arrive."""
        limit = time.monotonic() + SECONDS_TO_ARRIVE
        with self._arrival:
            while True:
                found = [m for to, m in self._received if to == recipient and subject.lower() in m["Subject"].lower()]
                if found and found[-1] is not after:
                    return found[-1]
                left = limit - time.monotonic()
                if left <= 0 or not self._arrival.wait(left):
                    subjects = [m["Subject"] for to, m in self._received if to == recipient]
                    raise AssertionError(f"no « {subject} » for {recipient}; arrived: {subjects}")

    def subjects(self, recipient: str) -> list[str]:
        """Return the subjects of all that has arrived for this address, in its order."""
        with self._arrival:
            return [str(message["Subject"]) for to, message in self._received if to == recipient]


def text_of(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None, f"« {message['Subject']} » has no text part"
    return str(part.get_content())


def link_in(message: EmailMessage, containing: str) -> str:
    """Return the one link of a message's text that has these characters."""
    links = [link.rstrip(".,)>") for link in LINK.findall(text_of(message)) if containing in link]
    assert len(set(links)) == 1, f"links with {containing!r}: {links}"
    return links[0]
