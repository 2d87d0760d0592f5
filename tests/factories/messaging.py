import uuid

import factory
from factory.django import DjangoModelFactory

from apps.messaging.enums import Channel, Topic
from apps.messaging.models import Message, Notice, Preference
from tests.instants import MONDAY_MORNING

from .accounts import UserFactory


class MessageFactory(DjangoModelFactory):
    """An e-mail that waits in the outbox."""

    class Meta:
        model = Message

    reference = factory.LazyFunction(uuid.uuid4)
    message_id = factory.LazyAttribute(lambda message: f"<{message.reference}@exemple.fr>")
    template = "accounts/activation"
    recipient = "claire.durand@exemple.fr"
    subject = "Activez votre compte"
    text = "Bonjour."
    created_at = MONDAY_MORNING
    due_at = MONDAY_MORNING


class PreferenceFactory(DjangoModelFactory):
    class Meta:
        model = Preference

    user = factory.SubFactory(UserFactory)
    channel = Channel.EMAIL
    topic = Topic.DOCUMENTS
    wanted = False
    changed_at = MONDAY_MORNING


class NoticeFactory(DjangoModelFactory):
    """Something said in a person's space, not read yet."""

    class Meta:
        model = Notice

    user = factory.SubFactory(UserFactory)
    topic = Topic.REQUESTS
    title = "Votre demande est en cours d’instruction"
    page = "/mes-demandes/"
    children = factory.List([])
    created_at = MONDAY_MORNING
