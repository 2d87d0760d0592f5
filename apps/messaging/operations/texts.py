"""Text messages: they say that something waits in the space, by day, and never leave twice."""

from collections.abc import Collection
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Model

from apps.accounts.models import User
from apps.messaging import gateways
from apps.messaging.enums import Channel, MessageStatus
from apps.messaging.models import Message
from apps.messaging.queries import may_leave, still_wants, wants
from apps.messaging.rendering import Rendered
from apps.messaging.topics import TOPICS, topic_of
from core.sending_hours import next_sending
from core.sms import compose, mobile_number
from tenants import context

from .outcomes import WITHHELD, has_tried_enough, mark_failed, mark_sent, postpone
from .queue import draft, enqueue

UNWANTED = "retenu : le destinataire ne veut plus de SMS"
FIRST_WAIT = timedelta(minutes=5)  # time for the provider to know what it took without saying so


@transaction.atomic
def send_sms(
    *,
    template: str,
    to: User,
    title: str,
    page: str,
    at: datetime,
    subject_of: Model | None,
    children: Collection[int],
) -> Message | None:
    """Write the text message that announces an e-mail, for the next hour when a telephone may ring.

    Returns None for who wants none, and for what the law requires: that is never said by text message.
    """
    topic = topic_of(template)
    if not wants(to, Channel.SMS, topic):
        return None
    text = compose(context.config().name, TOPICS[topic].sms, context.url(page))
    message = draft(
        channel=Channel.SMS,
        template=template,
        recipient=mobile_number(to.mobile),
        rendered=Rendered(subject=title, text=text, html=""),
        at=at,
        subject_of=subject_of,
    )
    message.account, message.children = to, sorted(children)
    message.due_at = _by_day(at)
    message.save()
    enqueue(message, later=message.due_at > at)
    return message


def deliver_sms(*, message_id: int, at: datetime) -> None:
    """Send one text message, unless it has left already, or another worker has it in hand, or it is night.

    What has been tried before is first asked for at the provider: a worker may have died before its answer was kept.
    """
    if not _begin(message_id, at):
        return
    with transaction.atomic():
        message = _taken(message_id)
        sender = gateways.sms_sender(context.config())
        if message is None or sender is None:
            return
        try:
            if (message.tried_at == at and not message.attempts) or not sender.has_left(str(message.reference)):
                sender.send(_sms(message))
        except gateways.SmsRefused as refusal:
            mark_failed(message, str(refusal))
        except gateways.SmsUnavailable as failure:
            _try_later(message, str(failure), at)
        else:
            mark_sent(message, at, keep_body=sender.keeps_copy or settings.DEVELOPMENT_MAILBOX)


@transaction.atomic
def _begin(message_id: int, at: datetime) -> bool:
    """Keep, in a transaction of its own, that the text is about to leave; tell whether it may."""
    message = _taken(message_id)
    if message is None or gateways.sms_sender(context.config()) is None:
        return False
    if not may_leave(message, context.local_date(at)):
        mark_failed(message, WITHHELD)
        return False
    if not still_wants(message):
        mark_failed(message, UNWANTED)
        return False
    due = _by_day(at)
    if due > at:
        message.due_at = due
        message.save(update_fields=["due_at"])
        enqueue(message, later=True)
        return False
    if message.tried_at is None:
        message.tried_at = at
        message.save(update_fields=["tried_at"])
    return True


def _taken(message_id: int) -> Message | None:
    waiting = Message.objects.filter(pk=message_id, status=MessageStatus.QUEUED)
    return waiting.select_for_update(skip_locked=True, of=("self",)).first()


def _try_later(message: Message, error: str, at: datetime) -> None:
    """Wait twice as long each time, by day; then give up, and let an agent see it."""
    if has_tried_enough(message):
        mark_failed(message, error)
        return
    postpone(message, error, _by_day(at + FIRST_WAIT * 2**message.attempts))
    enqueue(message, later=True)


def _by_day(at: datetime) -> datetime:
    return next_sending(at.astimezone(ZoneInfo(context.config().territory.time_zone)))


def _sms(message: Message) -> gateways.Sms:
    return gateways.Sms(
        reference=str(message.reference),
        sender=context.config().sms.sender,
        recipient=message.recipient,
        text=message.text,
    )
