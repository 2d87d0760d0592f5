from datetime import datetime

from django.db import transaction

from apps.accounts.models import User
from apps.audit.operations import record
from apps.casework.errors import AgentOfAnotherService, MessageMissing
from apps.casework.models import Case, CaseNote
from apps.casework.permissions import may_decide


@transaction.atomic
def write_note(*, case: Case, by: User, body: str, at: datetime) -> CaseNote:
    """Leave a word to the other agents; the case does not change. Raises AgentOfAnotherService, MessageMissing."""
    if not may_decide(by, case):
        raise AgentOfAnotherService(name=by.full_name or by.username)
    if not body.strip():
        raise MessageMissing
    note = CaseNote.objects.create(case=case, author=by, body=body.strip(), at=at)
    record(action="casework.note_written", actor=by, subject=case, at=at, data={"number": case.number})
    return note
