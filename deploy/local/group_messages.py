"""What the town hall wrote to the families of a class, the parent's among them."""

import uuid
from datetime import datetime, timedelta

from apps.accounts.models import User
from apps.accounts.permissions import Permission, scope_of
from apps.enrolments import operations
from apps.enrolments.audience import addressees, audiences
from tenants import context

TEXT = operations.GroupText(
    subject="Photos de classe vendredi",
    body="Le photographe vient vendredi matin. Pensez à l’arrivée des enfants à l’heure.\n\nBelle semaine à tous.",
)


def fill(*, parent: User, agent: User, at: datetime) -> None:
    """Write to the first class that has a child of the parent."""
    written = at - timedelta(days=2)
    day = context.local_date(written)
    for audience in audiences(scope_of(agent, Permission.WRITE_TO_GROUPS), day).get("Écoles et classes", ()):
        told = addressees(audience, day, day) if audience.level else ()
        if any(one.person.account == parent for one in told):
            message = operations.write_group_message(
                reference=uuid.uuid4(), audience=audience, day=day, text=TEXT, by=agent, at=written
            )
            operations.send_group_message(message_id=message.pk, at=written)
            return
