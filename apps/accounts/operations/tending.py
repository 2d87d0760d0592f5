"""What grows for nothing is removed: called every night in each commune."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from apps.accounts.enums import AccountStatus, Origin
from apps.accounts.models import Address, SecondFactorSetup, Session, SignUpDraft, Throttle, Token, User
from apps.audit.operations import record

UNOPENED_LIFETIME: Final = timedelta(days=30)
TOKEN_LIFETIME: Final = timedelta(days=90)


@transaction.atomic
def tidy(*, at: datetime) -> dict[str, int]:
    """Drop expired sessions, drafts, links and counters, and sign-ups never activated; return how many of each."""
    return {
        "sessions": Session.objects.filter(expire_date__lte=at).delete()[0],
        "drafts": SignUpDraft.objects.filter(expires_at__lte=at).delete()[0],
        "throttles": Throttle.objects.filter(window_ends_at__lte=at - timedelta(days=1)).delete()[0],
        "tokens": Token.objects.filter(expires_at__lte=at - TOKEN_LIFETIME).delete()[0],
        "second_factor_setups": SecondFactorSetup.objects.filter(expires_at__lte=at).delete()[0],
        "accounts": _drop_unopened(at),
    }


def _drop_unopened(at: datetime) -> int:
    unopened = User.objects.select_for_update().filter(
        status=AccountStatus.PENDING_EMAIL, origin=Origin.SIGN_UP, created_at__lte=at - UNOPENED_LIFETIME
    )
    users = list(unopened.order_by("pk"))
    addresses = [user.address_id for user in users if user.address_id]
    for user in users:
        record(action="accounts.dropped_unopened", actor=None, subject=user, at=at)
        user.delete()
    Address.objects.filter(pk__in=addresses, users=None).delete()
    return len(users)
