"""How what was written leaves: sent once, postponed, refused, come back, sent again."""

from datetime import datetime, timedelta
from email.utils import formataddr

from django.conf import settings
from django.db import transaction
from django.db.models import Model

from apps.audit import operations as audit
from apps.messaging import gateways
from apps.messaging.bounces import Bounce
from apps.messaging.enums import Channel, MessageStatus
from apps.messaging.errors import DeliveryPostponed, MessageNotFailed
from apps.messaging.models import Message
from apps.messaging.queries import may_leave
from tenants import context as tenant

from .outcomes import WITHHELD, has_tried_enough, mark_failed, mark_sent, postpone
from .queue import enqueue
from .texts import deliver_sms

LATENESS_OF_A_LOST_JOB = timedelta(minutes=15)


def deliver(*, message_id: int, at: datetime) -> None:
    """Send one message, unless it has left already or another worker has it in hand.

    A worker that dies between the server's answer and the commit sends it again, with the same Message-ID.
    Raises DeliveryPostponed when the server may take it later.
    """
    if Message.objects.filter(pk=message_id, channel=Channel.SMS).exists():
        deliver_sms(message_id=message_id, at=at)
    else:
        _deliver_email(message_id=message_id, at=at)


def _deliver_email(*, message_id: int, at: datetime) -> None:
    postponed = ""
    with transaction.atomic():
        message = (
            Message.objects.select_for_update(skip_locked=True)
            .filter(pk=message_id, status=MessageStatus.QUEUED)
            .first()
        )
        mailer = gateways.mailer()
        if message is None or mailer is None:
            return
        if not may_leave(message, tenant.local_date(at)):
            mark_failed(message, WITHHELD)
            return
        try:
            mailer.send(_envelope(message))
        except gateways.MailRefused as refusal:
            mark_failed(message, str(refusal))
        except gateways.MailServerUnavailable as failure:
            postponed = str(failure)
            _postpone(message, postponed, at)
        else:
            mark_sent(message, at, keep_body=mailer.keeps_copy or settings.DEVELOPMENT_MAILBOX)
    if postponed and message.status == MessageStatus.QUEUED:
        raise DeliveryPostponed(postponed)


@transaction.atomic
def resend(*, message: Message, by: Model, at: datetime) -> Message:
    """Put a failed message back in the queue, at an agent's request. Raises MessageNotFailed."""
    locked = Message.objects.select_for_update().get(pk=message.pk)
    if locked.status != MessageStatus.FAILED:
        raise MessageNotFailed
    locked.status = MessageStatus.QUEUED
    locked.attempts = 0
    locked.last_error = ""
    locked.due_at = at
    locked.save(update_fields=["status", "attempts", "last_error", "due_at"])
    enqueue(locked)
    audit.record(action="message.resent", actor=by, subject=locked, at=at)
    return locked


@transaction.atomic
def record_bounce(*, bounce: Bounce, at: datetime) -> bool:
    """Note that a message that had left came back; tell whether it was one of the current commune's, still unnoted."""
    message = Message.objects.select_for_update().filter(message_id=bounce.message_id, bounced_at=None).first()
    if message is None or message.status != MessageStatus.SENT:
        return False
    message.bounced_at = at
    message.last_error = f"Retour {bounce.status}"
    message.save(update_fields=["bounced_at", "last_error"])
    audit.record(action="message.bounced", actor=None, subject=message, at=at, data={"status": bounce.status})
    return True


@transaction.atomic
def requeue_forgotten(*, at: datetime) -> int:
    """Give a job again to the messages whose job seems lost, and return how many there were."""
    forgotten = list(
        Message.objects.forgotten(before=at - LATENESS_OF_A_LOST_JOB).select_for_update(skip_locked=True).order_by("pk")
    )
    for message in forgotten:
        message.due_at = at
        message.save(update_fields=["due_at"])
        enqueue(message)
    return len(forgotten)


def _envelope(message: Message) -> gateways.Envelope:
    identity = tenant.config().identity
    return gateways.Envelope(
        message_id=message.message_id,
        sender=formataddr((identity.sender_name, settings.DEFAULT_FROM_EMAIL)),
        reply_to=message.reply_to or identity.reply_to,
        recipient=message.recipient,
        subject=message.subject,
        text=message.text,
        html=message.html,
    )


def _postpone(message: Message, error: str, at: datetime) -> None:
    if has_tried_enough(message):
        mark_failed(message, error)
    else:
        postpone(message, error, at + timedelta(seconds=4 ** (message.attempts + 1)))
