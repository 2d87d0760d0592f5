"""What is written to people: it leaves once the caller's transaction is committed, and only then."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Protocol

from django.db import transaction
from django.db.models import Model
from django.urls import reverse

from apps.accounts.models import User
from apps.messaging import silence
from apps.messaging.enums import Channel
from apps.messaging.errors import RecipientMissing
from apps.messaging.models import Message
from apps.messaging.queries import wants
from apps.messaging.rendering import render
from apps.messaging.topics import can_be_refused, topic_of
from tenants import context as tenant

from .notices import post_notice
from .queue import draft, enqueue
from .texts import send_sms

PREFERENCES = "portal:notification-preferences"


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
    """Write an e-mail in the outbox, and the text message that announces it to who wants one.

    `template` is `<app>/<name>`, and says the topic; `subject_of` is the record the e-mail is about. An account reads
    the same in its space when there is a `page` to lead to, and only there when it has no address. `children` are the
    persons it is about: whom a judge keeps from knowing of one is not written to, and no longer reads what was. An
    answer goes to `reply_to`, else where the commune says. Returns None when no e-mail was written: the account may
    not be told, refuses e-mails on the topic, or has none.
    Raises TextPartMissing or RecipientMissing.
    """
    recipient = to if isinstance(to, str) else to.email
    account = to if isinstance(to, User) else None
    if not recipient and (account is None or not page):
        raise RecipientMissing(template=template)
    if account is not None and children and not silence.of(account, tenant.local_date(at)).isdisjoint(children):
        return None
    topic = topic_of(template)
    choice = tenant.url(reverse(PREFERENCES)) if account is not None and can_be_refused(topic) else ""
    rendered = render(template, {"preferences_url": choice, **context})
    if account is not None and page:
        post_notice(to=account, topic=topic, title=rendered.subject, page=page, at=at, children=children)
        send_sms(
            template=template,
            to=account,
            title=rendered.subject,
            page=page,
            at=at,
            subject_of=subject_of,
            children=children,
        )
    if account is not None and (not recipient or not wants(account, Channel.EMAIL, topic)):
        return None
    message = draft(
        channel=Channel.EMAIL,
        template=template,
        recipient=recipient,
        rendered=rendered,
        at=at,
        subject_of=subject_of,
    )
    message.account, message.children, message.reply_to = account, sorted(children), reply_to
    message.save()
    enqueue(message)
    return message
