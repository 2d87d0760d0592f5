from dataclasses import dataclass
from datetime import date

from django.db.models import Model

from . import refusals, silence
from .enums import Channel, Topic
from .models import Message, MessageQuerySet, Notice, NoticeQuerySet, Preference
from .topics import can_be_refused


def undelivered_about(subject: Model) -> MessageQuerySet:
    """Return the e-mails about a record that have not reached the mail server."""
    return Message.objects.about(subject).undelivered()


def last_about(subject: Model, template: str) -> Message | None:
    """Return the latest e-mail of this kind about a record, whatever became of it."""
    return Message.objects.about(subject).filter(template=template).first()


def mailbox(recipient: str = "") -> MessageQuerySet:
    """Return the messages of the development mailbox, newest first, of one address or of all."""
    messages = Message.objects.all()
    return messages.filter(recipient__iexact=recipient) if recipient else messages


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """One box of the preferences; `fixed` when nobody may untick it."""

    channel: Channel
    topic: Topic
    wanted: bool
    fixed: bool


def wants(user: Model, channel: Channel, topic: Topic) -> bool:
    """Tell whether a person is to be told this there; what the law requires costs no query."""
    if not can_be_refused(topic):
        return True
    chosen = Preference.objects.filter(user=user, channel=channel, topic=topic).values_list("wanted", flat=True).first()
    return channel not in refusals.of(user) if chosen is None else chosen


def choices_of(user: Model) -> tuple[tuple[Choice, ...], ...]:
    """Return every box of a person's preferences, a row for each topic, in the order of the channels."""
    chosen = {
        (preference.channel, preference.topic): preference.wanted for preference in Preference.objects.filter(user=user)
    }
    refused = refusals.of(user)
    return tuple(
        tuple(
            Choice(
                channel=channel,
                topic=topic,
                fixed=not can_be_refused(topic),
                wanted=not can_be_refused(topic) or chosen.get((channel, topic), channel not in refused),
            )
            for channel in Channel
        )
        for topic in Topic
    )


def notices_of(user: Model, on: date) -> NoticeQuerySet:
    """Return what was said in this person's space, newest first.

    What is about a child of whom a judge lets them know nothing on this day is left out, said before or after.
    """
    return Notice.objects.filter(user=user).silent_about(silence.of(user, on))


def unread_count(user: Model, on: date) -> int:
    return notices_of(user, on).unread().count()


def may_leave(message: Message, on: date) -> bool:
    """Whether the person an e-mail is for may still be told of the children it is about."""
    if not message.children or message.account is None:
        return True
    return silence.of(message.account, on).isdisjoint(message.children)
