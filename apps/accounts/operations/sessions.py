from datetime import datetime

from django.db import transaction

from apps.accounts.models import SecondFactor, User
from apps.accounts.secrets import new_secret
from apps.audit.operations import record


@transaction.atomic
def close_sessions(user: User) -> int:
    """Sign every browser out and trust none any more; return how many were signed in."""
    SecondFactor.objects.filter(user=user).update(trust_mark=new_secret())
    count, _details = user.sessions.all().delete()
    return count


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
    count = close_sessions(user)
    record(action="accounts.sessions_closed", actor=user, subject=user, at=at, data={"count": count})
    return count
