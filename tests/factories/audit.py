from factory.django import DjangoModelFactory

from apps.audit.models import Event
from tests.instants import MONDAY_MORNING


class EventFactory(DjangoModelFactory):
    class Meta:
        model = Event

    action = "accounts.signed_in"
    actor_label = "Claire DURAND"
    at = MONDAY_MORNING
