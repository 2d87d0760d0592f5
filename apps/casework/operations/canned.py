from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from apps.accounts import permissions
from apps.accounts.models import User
from apps.accounts.permissions import Permission
from apps.audit.operations import record
from apps.casework import canned
from apps.casework.enums import CannedUse
from apps.casework.errors import CannedAnswerOfAnotherService, CannedAnswerTaken
from apps.casework.models import CannedAnswer


@dataclass(frozen=True, kw_only=True)
class CannedEntry:
    """What an agent writes; an empty service or procedure means all of them."""

    use: CannedUse
    title: str
    body: str
    service: str = ""
    procedure: str = ""


@transaction.atomic
def write_canned_answer(
    *, entry: CannedEntry, by: User, at: datetime, answer: CannedAnswer | None = None
) -> CannedAnswer:
    """Write an answer beforehand, or change one.

    Raises CannedAnswerOfAnotherService, CannedAnswerTaken, CannedFieldUnknown.
    """
    _check_place(entry.service, by)
    canned.check(entry.body)
    answer = answer or CannedAnswer()
    if answer.pk:
        _check_place(answer.service, by)
    place = {"use": entry.use, "service": entry.service, "procedure": entry.procedure, "title": entry.title}
    if CannedAnswer.objects.filter(**place).exclude(pk=answer.pk).exists():
        raise CannedAnswerTaken
    for name, value in place.items():
        setattr(answer, name, value)
    answer.body, answer.updated_at = entry.body.strip(), at
    answer.save()
    record(action="casework.canned_answer_written", actor=by, subject=answer, at=at, data={"title": answer.title})
    return answer


@transaction.atomic
def remove_canned_answer(*, answer: CannedAnswer, by: User, at: datetime) -> None:
    """Raises CannedAnswerOfAnotherService."""
    _check_place(answer.service, by)
    record(action="casework.canned_answer_removed", actor=by, subject=answer, at=at, data={"title": answer.title})
    answer.delete()


def _check_place(service: str, by: User) -> None:
    if not permissions.scope_of(by, Permission.EDIT_CANNED_ANSWERS).covers(service):
        raise CannedAnswerOfAnotherService
