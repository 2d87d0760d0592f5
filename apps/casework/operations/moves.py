"""The one place where a case changes state."""

from datetime import datetime
from typing import Any

from apps.accounts.models import User
from apps.audit.operations import record
from apps.casework.enums import CaseStatus, EventKind
from apps.casework.errors import CaseChanged
from apps.casework.models import Case, CaseEvent
from apps.casework.workflow import CASE_WORKFLOW


def locked(case: Case, *, version: int | None = None) -> Case:
    """Return the case as it is now, kept from anybody else until the end of the transaction.

    Raises CaseChanged when the reader had another version under their eyes.
    """
    current = Case.objects.select_for_update(of=("self",)).select_related("requester").get(pk=case.pk)
    if version is not None and current.version != version:
        raise CaseChanged
    return current


def move(case: Case, target: CaseStatus, *, at: datetime, **changes: Any) -> None:
    """Change the state of a locked case, with what changes along. Raises TransitionRefused."""
    CASE_WORKFLOW.check(CaseStatus(case.status), target)
    touch(case, at=at, status=target, **changes)


def touch(case: Case, *, at: datetime, **changes: Any) -> None:
    """Change a locked case and let whoever reads the former version know."""
    for name, value in changes.items():
        setattr(case, name, value)
    case.version += 1
    case.updated_at = at
    case.save(update_fields=[*changes, "version", "updated_at"])


def log(case: Case, kind: EventKind, *, by: User | None, at: datetime, text: str = "") -> CaseEvent:
    """Write a line of the history that the citizen reads, and the audit event beside it."""
    record(action=f"casework.{kind}", actor=by, subject=case, at=at, data={"number": case.number})
    return CaseEvent.objects.create(case=case, kind=kind, at=at, by=by, status=case.status, text=text)
