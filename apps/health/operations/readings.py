"""An agent opens something: it is written down before anything is shown, and the family reads it."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from apps.accounts.models import User
from apps.audit.operations import Fact, record_all
from apps.families.models import Person
from apps.health.enums import AccessKind
from apps.health.errors import HealthReserved, ReasonMissing
from apps.health.models import HealthAccess, HealthRecord
from apps.health.permissions import function_of, may_see_health


@transaction.atomic
def read_record(*, child: Person, by: User, at: datetime, why: str) -> HealthRecord | None:
    """Return the record of a child to an agent, once the reading is written down; None when it has none yet.

    Raises HealthReserved or ReasonMissing.
    """
    note_reading(child=child, by=by, at=at, why=why, kind=AccessKind.RECORD)
    return HealthRecord.objects.filter(child=child).first()


def note_reading(*, child: Person, by: User, at: datetime, why: str, kind: AccessKind) -> None:
    """Write down one reading. Raises HealthReserved or ReasonMissing."""
    note_readings(children=[child], by=by, at=at, why=why, kind=kind)


@transaction.atomic
def note_readings(*, children: Iterable[Person], by: User, at: datetime, why: str, kind: AccessKind) -> None:
    """Write down that one agent opened the same thing for several children, in two statements."""
    if not may_see_health(by):
        raise HealthReserved
    reason = why.strip()
    if not reason:
        raise ReasonMissing
    function, listed = function_of(by), list(children)
    HealthAccess.objects.bulk_create(
        HealthAccess(child=child, by=by, function=function, kind=kind, why=reason, at=at) for child in listed
    )
    # The journal of the commune knows that it was opened; the reason may tell of the child and stays encrypted.
    record_all(
        facts=[Fact(action="health.opened", subject=child, data={"kind": str(kind)}) for child in listed],
        actor=by,
        at=at,
    )
