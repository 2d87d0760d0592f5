from datetime import datetime

from django.db import transaction

from apps.accounts.models import User
from apps.audit.operations import record
from apps.families.models import Contact


@transaction.atomic
def remove_contact(*, contact: Contact, by: User, at: datetime) -> None:
    """Forget a contact at once: whom a household trusts is its own affair."""
    record(
        action="families.contact_removed",
        actor=by,
        subject=contact.household,
        at=at,
        data={"emergency": contact.emergency, "may_collect": contact.may_collect},
    )
    contact.delete()
