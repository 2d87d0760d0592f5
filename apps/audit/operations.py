from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Model

from tenants.first_rows import FirstRows

from .models import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What was done to one record; see `record`."""

    action: str
    subject: Model | None
    reason: str = ""
    data: dict[str, Any] = field(default_factory=dict)


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
    event = _event(Fact(action=action, subject=subject, reason=reason, data=data or {}), actor, at)
    event.save(force_insert=True)
    return event


def record_all(*, facts: Sequence[Fact], actor: Model | None, at: datetime) -> None:
    """Write many facts of one person at one instant, in one statement."""
    Event.objects.bulk_create([_event(fact, actor, at) for fact in facts])


def record_first(*, facts: Sequence[Fact], rows: FirstRows, at: datetime) -> None:
    """Add what the service itself did to the first rows of a commune; they are written together."""
    for fact in facts:
        rows.add(_event(fact, None, at))


def _event(fact: Fact, actor: Model | None, at: datetime) -> Event:
    return Event(
        action=fact.action,
        actor_id=None if actor is None else actor.pk,
        actor_label="" if actor is None else str(actor)[:200],
        subject_type="" if fact.subject is None else fact.subject._meta.label_lower,
        subject_id="" if fact.subject is None else str(fact.subject.pk),
        reason=fact.reason,
        data=fact.data,
        at=at,
    )
