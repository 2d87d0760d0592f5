"""One message to many families: written once, then sent to one adult after the other, by a job that may run twice."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.urls import reverse

from apps.accounts.models import User
from apps.audit import operations as audit
from apps.enrolments.audience import Addressee, Audience, addressee, addressees
from apps.enrolments.enums import Reach
from apps.enrolments.errors import NobodyToTell
from apps.enrolments.models import GroupMessage, GroupRecipient
from apps.messaging.operations import send_email
from tenants import context, jobs

SEND_TASK: Final = "apps.enrolments.tasks.send_group_message"
TEMPLATE: Final = "enrolments/group_message"


@dataclass(frozen=True, kw_only=True, slots=True)
class GroupText:
    subject: str
    body: str


@transaction.atomic
def write_group_message(
    *, reference: uuid.UUID, audience: Audience, day: date, text: GroupText, by: User, at: datetime
) -> GroupMessage:
    """Keep the message and whom it is for; a job sends it. The same reference given again is the same message.

    Those who cannot be reached are kept too, with the reason. Raises NobodyToTell.
    """
    found = addressees(audience, day, context.local_date(at))
    if not any(one.reach.arrives for one in found):
        raise NobodyToTell
    message, is_new = GroupMessage.objects.get_or_create(
        reference=reference,
        defaults={
            "audience": audience.title,
            "service": audience.service,
            "on": day,
            "subject": text.subject,
            "body": text.body,
            "written_by": by,
            "written_at": at,
        },
    )
    if not is_new:
        return message
    GroupRecipient.objects.bulk_create(_recipient(message, one, at) for one in found)
    jobs.defer(SEND_TASK, message_id=message.pk)
    reached = sum(one.reach.arrives for one in found)
    facts = {"audience": audience.title, "reached": reached, "unreached": len(found) - reached}
    audit.record(action="enrolments.families_written_to", actor=by, subject=message, at=at, data=facts)
    return message


def send_group_message(*, message_id: int, at: datetime) -> int:
    """Write to those who wait for this message, each in a transaction of its own; return how many there were.

    Stopped half-way, it goes on with the others; an adult whom another worker has in hand is left to it.
    """
    waiting = GroupRecipient.objects.filter(message=message_id, handled_at=None).values_list("pk", flat=True)
    return sum(_tell(pk, at) for pk in list(waiting))


def _recipient(message: GroupMessage, one: Addressee, at: datetime) -> GroupRecipient:
    return GroupRecipient(
        message=message,
        person=one.person,
        children=[child.pk for child in one.children],
        reach=one.reach,
        handled_at=None if one.reach.arrives else at,
    )


@transaction.atomic
def _tell(pk: int, at: datetime) -> bool:
    """Tell one adult, as they can be told now, and keep that it is done with what was written in the outbox."""
    recipient = (
        GroupRecipient.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("person__account", "message")
        .filter(pk=pk, handled_at=None)
        .first()
    )
    if recipient is None:
        return False
    now = addressee(recipient.person, recipient.children, context.local_date(at))
    if now.reach.arrives:
        _write(recipient.message, now, at)
    recipient.reach, recipient.handled_at = now.reach, at
    recipient.children = [child.pk for child in now.children]
    recipient.save(update_fields=["reach", "children", "handled_at"])
    return now.reach.arrives


def _write(message: GroupMessage, one: Addressee, at: datetime) -> None:
    service = context.config().service(message.service)
    has_space = one.reach is not Reach.LETTER_BOX
    page = reverse("portal:group-message", args=[message.pk]) if has_space else ""
    facts = {
        "message": message,
        "name": one.person.full_name,
        "children": ", ".join(child.first_names or child.full_name for child in one.children),
        "service": service,
        "service_address": service.address_lines or context.config().identity.town_hall.address_lines,
        **({"action_url": context.url(page), "action_label": "Lire dans mon espace"} if page else {}),
    }
    send_email(
        template=TEMPLATE,
        to=one.person.account if has_space else one.person.email,
        context=facts,
        at=at,
        subject_of=message,
        page=page,
        children=[child.pk for child in one.children],
    )
