"""A message waits in the outbox, with the job that will send it."""

import uuid
from datetime import datetime
from typing import Final

from django.db.models import Model

from apps.messaging.enums import Channel
from apps.messaging.models import Message
from apps.messaging.rendering import Rendered
from tenants import context, jobs

SEND_TASK: Final = "apps.messaging.tasks.send"
QUEUE: Final = "email"
RETRY: Final = jobs.DEFAULT_RETRY


def draft(
    *, channel: Channel, template: str, recipient: str, rendered: Rendered, at: datetime, subject_of: Model | None
) -> Message:
    reference = uuid.uuid4()
    return Message(
        reference=reference,
        message_id=f"<{reference}@{context.current().host}>",
        channel=channel,
        template=template,
        recipient=recipient,
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        created_at=at,
        due_at=at,
        about_type=subject_of._meta.label_lower if subject_of else "",
        about_id=str(subject_of.pk) if subject_of else "",
    )


def enqueue(message: Message, *, later: bool = False) -> None:
    """Give a message its job, for now or for when it is due."""
    jobs.defer(SEND_TASK, queue=QUEUE, schedule_at=message.due_at if later else None, message_id=message.pk)
