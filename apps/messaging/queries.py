from django.db.models import Model

from .models import Message, MessageQuerySet


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
