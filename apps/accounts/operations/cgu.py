from datetime import datetime

from django.db import transaction

from apps.accounts.errors import CguOutdated
from apps.accounts.models import CguAcceptance, User
from apps.audit.operations import record
from tenants import context


@transaction.atomic
def accept_cgu(
    *, user: User, at: datetime, ip: str | None = None, version: str | None = None, digest: str | None = None
) -> CguAcceptance:
    """Keep the proof that a person accepted the terms in force; accepting them twice changes nothing.

    `version` and `digest` are those of the text that the person read: CguOutdated when it is no longer in force.
    """
    cgu = context.config().cgu
    if (version or cgu.version, digest or cgu.digest) != (cgu.version, cgu.digest):
        raise CguOutdated
    acceptance, created = CguAcceptance.objects.get_or_create(
        user=user, version=cgu.version, digest=cgu.digest, defaults={"at": at, "ip": ip}
    )
    if created:
        record(
            action="accounts.cgu_accepted",
            actor=user,
            subject=user,
            at=at,
            data={"version": cgu.version, "digest": cgu.digest},
        )
    return acceptance
