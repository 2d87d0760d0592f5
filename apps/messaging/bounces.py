"""What a mail server writes back when a message that had left could not be delivered (RFC 3464)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, message_from_string, policy
from email.message import EmailMessage
from typing import Final

MESSAGE_ID: Final = re.compile(r"<[0-9a-f-]{36}@[a-z0-9.-]+>")
STATUS: Final = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
ORIGINALS: Final = ("message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers")


@dataclass(frozen=True, kw_only=True, slots=True)
class Bounce:
    """`message_id` is that of the message that came back, `status` the class.subject.detail of RFC 3463."""

    message_id: str
    status: str

    @property
    def host(self) -> str:
        return self.message_id.strip("<>").partition("@")[2]


def read_bounce(content: bytes) -> Bounce | None:
    """Return what a report says, or None for a letter that reports no final failure of a message of ours."""
    report = message_from_bytes(content, policy=policy.default)
    failed = next((status for action, status in _outcomes(report) if action == "failed"), None)
    original = next((found for part in report.walk() if (found := _original(part))), None)
    if failed is None or original is None:
        return None
    return Bounce(message_id=original, status=failed)


def _outcomes(report: EmailMessage) -> Iterator[tuple[str, str]]:
    """Yield the action and the status of each recipient of the report."""
    for part in report.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for fields in part.iter_parts():
            status = STATUS.search(str(fields.get("Status", "")))
            yield str(fields.get("Action", "")).strip().lower(), status.group() if status else "5.0.0"


def _original(part: EmailMessage) -> str:
    """Return the Message-ID of the message, or of its headers alone, that a part carries."""
    if part.get_content_type() not in ORIGINALS:
        return ""
    carried = part.get_payload(decode=False)
    headers = carried[0].as_string() if isinstance(carried, list) else str(carried)
    known = message_from_string(headers, policy=policy.default).get("Message-ID", "")
    found = MESSAGE_ID.search(str(known).lower())
    return found.group() if found else ""
