from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Model

from apps.accounts.models import User

from . import reach, silence
from .enums import Channel, Topic
from .models import Message, MessageQuerySet, Notice, NoticeQuerySet, Preference
from .topics import can_be_refused, topic_of


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


def wants(user: User, channel: Channel, topic: Topic) -> bool:
    """Tell whether a person is to be told this there; what the law requires costs no query, and is never a text."""
    if not can_be_refused(topic):
        return channel is not Channel.SMS
    if channel is Channel.SMS and channel not in reach.channels_of(user):
        return False
    chosen = Preference.objects.filter(user=user, channel=channel, topic=topic).values_list("wanted", flat=True).first()
    return reach.default_of(user, channel) if chosen is None else chosen


def channels_wanted(users: Mapping[User, Collection[Channel]], topic: Topic) -> dict[int, frozenset[Channel]]:
    """Return where each of these people is told of a topic that can be refused, by account, in one query.

    `users` are given with the channels that they declared to refuse.
    """
    chosen = {
        (one.user_id, Channel(one.channel)): one.wanted
        for one in Preference.objects.filter(user__in=list(users), topic=topic)
    }
    return {
        user.pk: frozenset(
            channel
            for channel in reach.channels_of(user, refused)
            if chosen.get((user.pk, channel), reach.default_of(user, channel, refused))
        )
        for user, refused in users.items()
    }


def choices_of(user: User) -> tuple[tuple[Choice, ...], ...]:
    """Return every box of a person's preferences, a row for each topic, in the order of the channels.

    What the law requires has no box for text messages: it is said by e-mail and in the person's space.
    """
    chosen = {
        (preference.channel, preference.topic): preference.wanted for preference in Preference.objects.filter(user=user)
    }
    channels = reach.channels_of(user)
    defaults = {channel: reach.default_of(user, channel) for channel in channels}
    return tuple(
        tuple(
            Choice(
                channel=channel,
                topic=topic,
                fixed=not can_be_refused(topic),
                wanted=not can_be_refused(topic) or chosen.get((channel, topic), defaults[channel]),
            )
            for channel in channels
            if can_be_refused(topic) or channel is not Channel.SMS
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


def still_wants(message: Message) -> bool:
    """Whether the person a text message is for still takes it: the night may have passed since it was written."""
    return message.account is not None and wants(message.account, Channel.SMS, topic_of(message.template))
