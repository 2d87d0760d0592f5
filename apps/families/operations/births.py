"""A birth that was expected: the family is reminded to declare it."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.urls import reverse

from apps.audit.operations import record
from apps.families.models import Person
from apps.families.queries import births_to_remind, informed_guardians
from apps.messaging.operations import send_email
from tenants import context

REMINDED_AFTER: Final = timedelta(days=30)


@transaction.atomic
def remind_births(*, at: datetime) -> int:
    """Write, once, to the representatives of each child whose birth is not declared 30 days after it was expected.

    Return how many children.
    """
    if not context.config().family.changes_offered:
        return 0
    today = context.local_date(at)
    children = list(births_to_remind(today - REMINDED_AFTER).select_for_update(of=("self",)))
    for child in children:
        _remind(child, at)
    return len(children)


def _remind(child: Person, at: datetime) -> None:
    child.birth_reminded_at = at
    child.save(update_fields=["birth_reminded_at"])
    for adult in informed_guardians(child, context.local_date(at)).filter(account__isnull=False).exclude(email=""):
        send_email(
            template="families/birth_reminder",
            to=adult.email,
            context={
                "person_name": adult.full_name,
                "expected_on": child.expected_on,
                "action_url": context.url(reverse("portal:birth", args=[child.pk])),
                "action_label": "Déclarer la naissance",
            },
            at=at,
            subject_of=child,
        )
    record(action="families.birth_reminded", actor=None, subject=child, at=at)
