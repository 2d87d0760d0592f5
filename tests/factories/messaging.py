import uuid

import factory
from factory.django import DjangoModelFactory

from apps.messaging.models import Message
from tests.instants import MONDAY_MORNING


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
