"""The link that tells anybody the state of a request: its author renews it, or has none any more."""

import secrets
from datetime import datetime

from django.db import transaction

from apps.accounts.models import User
from apps.audit.operations import record
from apps.casework.errors import NotYourRequest
from apps.casework.models import Case
from apps.casework.operations.moves import locked
from apps.casework.permissions import is_requester
from apps.casework.queries import tracking_digest


@transaction.atomic
def renew_tracking(*, case: Case, by: User, at: datetime) -> str:
    """Return the token of a new link, shown this once; the former link leads nowhere. Raises NotYourRequest."""
    token = secrets.token_urlsafe(32)
    _replace(case, tracking_digest(token), by)
    record(action="casework.tracking_renewed", actor=by, subject=case, at=at, data={"number": case.number})
    return token


@transaction.atomic
def revoke_tracking(*, case: Case, by: User, at: datetime) -> None:
    """Leave the request without any link. Raises NotYourRequest."""
    _replace(case, "", by)
    record(action="casework.tracking_revoked", actor=by, subject=case, at=at, data={"number": case.number})


def _replace(case: Case, digest: str, by: User) -> None:
    """Change the link alone: who reads the request has nothing to read again."""
    if not is_requester(by, locked(case)):
        raise NotYourRequest
    Case.objects.filter(pk=case.pk).update(tracking_digest=digest)
    case.tracking_digest = digest
