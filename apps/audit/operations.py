from datetime import datetime
from typing import Any

from django.db.models import Model

from .models import Event


def record(
    *,
    action: str,
    actor: Model | None,
    subject: Model | None,
    at: datetime,
    reason: str = "",
    data: dict[str, Any] | None = None,
) -> Event:
    """Write one fact in the log, in the transaction in progress.

    `action` is `<app>.<past participle>` (`accounts.signed_up`); an actor of None is the service itself. `data` carries
    what changed, never a secret nor a password.
    """
    return Event.objects.create(
        action=action,
        actor_id=None if actor is None else actor.pk,
        actor_label="" if actor is None else str(actor)[:200],
        subject_type="" if subject is None else subject._meta.label_lower,
        subject_id="" if subject is None else str(subject.pk),
        reason=reason,
        data=data or {},
        at=at,
    )
