import uuid
from collections.abc import Collection
from datetime import datetime, timedelta
from email.utils import formataddr
from typing import Any, Protocol

from django.conf import settings
from django.db import transaction
from django.db.models import Model
from django.urls import reverse

from apps.audit import operations as audit
from apps.messaging import gateways, silence
from apps.messaging.bounces import Bounce
from apps.messaging.enums import Channel, MessageStatus
from apps.messaging.errors import DeliveryPostponed, MessageNotFailed, RecipientMissing
from apps.messaging.models import Message
from apps.messaging.queries import may_leave, wants
from apps.messaging.rendering import Rendered, render
from apps.messaging.topics import can_be_refused, topic_of
from tenants import context as tenant
from tenants import jobs

from .notices import post_notice

WITHHELD = "retenu : le destinataire ne peut plus être informé"
SEND_TASK = "apps.messaging.tasks.send"
QUEUE = "email"
PREFERENCES = "portal:notification-preferences"
RETRY = jobs.DEFAULT_RETRY
MAXIMUM_ATTEMPTS = 8  # about six hours, each wait four times the last
LATENESS_OF_A_LOST_JOB = timedelta(minutes=15)


class Recipient(Protocol):
    email: str


@transaction.atomic
def send_email(
    *,
    template: str,
    to: Recipient | str,
    context: dict[str, Any],
    at: datetime,
    subject_of: Model | None = None,
    page: str = "",
    children: Collection[int] = (),
    reply_to: str = "",
) -> Message | None:
    """Write an e-mail in the outbox; it leaves once the caller's transaction is committed, and only then.

    `template` is `<app>/<name>`, and says the topic; `subject_of` is the record the e-mail is about. An account reads
    the same in its space when there is a `page` to lead to. `children` are the persons it is about: whom a judge keeps
    from knowing of one is not written to, and no longer reads what was. An answer goes to `reply_to`, else where the
    commune says. Returns None when the account may not be told, or refuses e-mails on the topic.
    Raises TextPartMissing or RecipientMissing.
    """
    recipient = to if isinstance(to, str) else to.email
    if not recipient:
        raise RecipientMissing(template=template)
    account = to if isinstance(to, Model) else None
    if account is not None and children and not silence.of(account, tenant.local_date(at)).isdisjoint(children):
        return None
    topic = topic_of(template)
    choice = tenant.url(reverse(PREFERENCES)) if account is not None and can_be_refused(topic) else ""
    rendered = render(template, {"preferences_url": choice, **context})
    if account is not None and page:
        post_notice(to=account, topic=topic, title=rendered.subject, page=page, at=at, children=children)
    if account is not None and not wants(account, Channel.EMAIL, topic):
        return None
    message = _draft(template, recipient, rendered, at, subject_of)
    message.account, message.children, message.reply_to = account, sorted(children), reply_to
    message.save()
    _enqueue(message)
    return message


def _draft(template: str, recipient: str, rendered: Rendered, at: datetime, subject_of: Model | None) -> Message:
    reference = uuid.uuid4()
    return Message(
        reference=reference,
        message_id=f"<{reference}@{tenant.current().host}>",
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


def deliver(*, message_id: int, at: datetime) -> None:
    """Send one message, unless it has left already or another worker has it in hand.

    A worker that dies between the server's answer and the commit sends it again, with the same Message-ID.
    Raises DeliveryPostponed when the server may take it later.
    """
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
            _mark_failed(message, WITHHELD)
            return
        try:
            mailer.send(_envelope(message))
        except gateways.MailRefused as refusal:
            _mark_failed(message, str(refusal))
        except gateways.MailServerUnavailable as failure:
            postponed = str(failure)
            _mark_postponed(message, postponed, at)
        else:
            _mark_sent(message, at, keep_body=mailer.keeps_copy or settings.DEVELOPMENT_MAILBOX)
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
    _enqueue(locked)
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
        _enqueue(message)
    return len(forgotten)


def _enqueue(message: Message) -> None:
    jobs.defer(SEND_TASK, queue=QUEUE, message_id=message.pk)


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


def _mark_sent(message: Message, at: datetime, *, keep_body: bool) -> None:
    """Keep the proof that it left, not its text, which may carry a link worth a password."""
    message.status = MessageStatus.SENT
    message.sent_at = at
    message.last_error = ""
    if not keep_body:
        message.text = message.html = message.reply_to = ""
    message.save(update_fields=["status", "sent_at", "last_error", "text", "html", "reply_to"])


def _mark_failed(message: Message, error: str) -> None:
    message.status = MessageStatus.FAILED
    message.attempts += 1
    message.last_error = error
    message.save(update_fields=["status", "attempts", "last_error"])


def _mark_postponed(message: Message, error: str, at: datetime) -> None:
    if message.attempts + 1 >= MAXIMUM_ATTEMPTS:
        _mark_failed(message, error)
        return
    message.attempts += 1
    message.last_error = error
    message.due_at = at + timedelta(seconds=4**message.attempts)
    message.save(update_fields=["attempts", "last_error", "due_at"])
