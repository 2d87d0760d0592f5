from django.db.models import Model

from .models import Event, EventQuerySet


def history_of(subject: Model) -> EventQuerySet:
    """Return what happened to a record, newest first."""
    return Event.objects.about(subject).newest_first()


def actions_of(actor: Model) -> EventQuerySet:
    """Return what a person did, newest first."""
    return Event.objects.by(actor).newest_first()
