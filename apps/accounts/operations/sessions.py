from datetime import datetime

from django.db import transaction

from apps.accounts.models import User
from apps.audit.operations import record


@transaction.atomic
def disconnect(*, user: User, session_key: str, at: datetime) -> int:
    """Sign one browser out, named by the stored key of its session; return how many there were."""
    count, _details = user.sessions.filter(session_key=session_key).delete()
    if count:
        record(action="accounts.session_closed", actor=user, subject=user, at=at)
    return count


@transaction.atomic
def disconnect_everywhere(*, user: User, at: datetime) -> int:
    """Sign every browser out, this one included; return how many there were."""
    count, _details = user.sessions.all().delete()
    record(action="accounts.sessions_closed", actor=user, subject=user, at=at, data={"count": count})
    return count
