import uuid
from collections.abc import Collection
from datetime import datetime
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Model, Q, Value

from tenants.encryption import EncryptedTextField

from .enums import Channel, MessageStatus, Topic

CARRIED = (Channel.EMAIL, Channel.SMS)  # what leaves; the rest is read in the portal


class MessageQuerySet(models.QuerySet["Message"]):
    def about(self, subject: Model) -> Self:
        """Keep the messages sent about this record."""
        return self.filter(about_type=subject._meta.label_lower, about_id=str(subject.pk))

    def undelivered(self) -> Self:
        return self.exclude(status=MessageStatus.SENT)

    def lost(self) -> Self:
        """Keep those that reached nobody: refused at once, or sent back later."""
        return self.filter(Q(status=MessageStatus.FAILED) | Q(bounced_at__isnull=False))

    def forgotten(self, before: datetime) -> Self:
        """Keep those whose job should have run long ago, and seems to be lost."""
        return self.filter(status=MessageStatus.QUEUED, due_at__lt=before)


class Message(models.Model):
    """One e-mail or text message of the outbox, written in the transaction of what it tells about."""

    reference = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    message_id = models.CharField(max_length=255, unique=True)
    template = models.CharField(max_length=100)
    channel = models.CharField(
        max_length=10,
        choices=[(channel.value, channel.value) for channel in CARRIED],
        default=Channel.EMAIL.value,
        db_default=Channel.EMAIL.value,
    )
    recipient = models.CharField(max_length=254)  # an address, or a number for a text message
    subject = models.CharField(max_length=255)
    reply_to = EncryptedTextField(blank=True, default="", db_default="")  # empty: who the commune says
    text = EncryptedTextField(was_clear=True)
    html = EncryptedTextField(was_clear=True, blank=True)
    status = models.CharField(
        max_length=10,
        choices=[(status.value, status.value) for status in MessageStatus],
        default=MessageStatus.QUEUED.value,
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=100, blank=True)  # what the server answered, never to whom
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True, blank=True)  # a text that may have left: the provider is asked first
    sent_at = models.DateTimeField(null=True, blank=True)
    bounced_at = models.DateTimeField(null=True, blank=True)
    about_type = models.CharField(max_length=100, blank=True)
    about_id = models.CharField(max_length=64, blank=True)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    children = ArrayField(models.BigIntegerField(), default=list, blank=True, db_default=Value("{}"))

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=[status.value for status in MessageStatus]),
                name="message_status_is_known",
            ),
            models.CheckConstraint(
                condition=Q(channel__in=[channel.value for channel in CARRIED]), name="message_channel_is_carried"
            ),
            models.CheckConstraint(
                condition=Q(status=MessageStatus.SENT, sent_at__isnull=False)
                | (~Q(status=MessageStatus.SENT) & Q(sent_at__isnull=True)),
                name="message_sent_exactly_when_dated",
            ),
            models.CheckConstraint(
                condition=~Q(text="") | Q(status=MessageStatus.SENT),
                name="message_has_text_until_sent",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(status=MessageStatus.QUEUED),
                name="message_queued",
            ),
            models.Index(fields=["about_type", "about_id"], name="message_about"),
        ]

    def __str__(self) -> str:
        return self.message_id

    @property
    def is_sms(self) -> bool:
        return self.channel == Channel.SMS


class Preference(models.Model):
    """What one person chose for one channel and one topic; where there is none, the default holds."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="preferences", db_index=False
    )
    channel = models.CharField(max_length=10, choices=[(channel.value, channel.value) for channel in Channel])
    topic = models.CharField(max_length=20, choices=[(topic.value, topic.value) for topic in Topic])
    wanted = models.BooleanField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["user", "channel", "topic"], name="preference_one_per_person_channel_and_topic"
            ),
            models.CheckConstraint(
                condition=Q(channel__in=[channel.value for channel in Channel]), name="preference_channel_is_known"
            ),
        ]


class NoticeQuerySet(models.QuerySet["Notice"]):
    def unread(self) -> Self:
        return self.filter(read_at=None)

    def silent_about(self, children: Collection[int]) -> Self:
        """Leave out what is about one of these children, and what nobody knows whom it is about."""
        return self.filter(children__isnull=False).exclude(children__overlap=sorted(children)) if children else self


class Notice(models.Model):
    """A line in somebody's space that says what an e-mail would; `page` is an address of this portal, or nothing."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices", db_index=False)
    topic = models.CharField(max_length=20, choices=[(topic.value, topic.value) for topic in Topic])
    title = models.CharField(max_length=255)
    page = models.CharField(max_length=255, blank=True, default="")
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    children = ArrayField(models.BigIntegerField(), null=True, blank=True)  # the persons told about; older: unknown

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        indexes = [models.Index(fields=["user", "-created_at"], name="notice_of_user")]
        constraints = [
            models.CheckConstraint(
                condition=Q(page="") | (Q(page__startswith="/") & ~Q(page__startswith="//")),
                name="notice_page_is_of_this_portal",
            ),
        ]

    def __str__(self) -> str:
        return self.title
