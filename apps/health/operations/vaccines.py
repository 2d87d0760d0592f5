from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from apps.accounts.models import User
from apps.audit.operations import record
from apps.documents.models import Document
from apps.families.models import Person
from apps.health.enums import VaccinationState
from apps.health.models import Vaccination
from core.vaccination import Vaccine

PROVED = (VaccinationState.CHECKED, VaccinationState.EXEMPT)


@transaction.atomic
def swear_vaccines(*, child: Person, by: User, at: datetime) -> Vaccination:
    """Keep a parent's sworn statement; what an agent has checked already is left as it is."""
    return _state(child, VaccinationState.SWORN, by=by, at=at)


@transaction.atomic
def send_vaccines(*, child: Person, document: Document, by: User, at: datetime) -> Vaccination:
    """Keep the pages of the health booklet, for an agent to check."""
    return _state(child, VaccinationState.SENT, by=by, at=at, document=document)


@transaction.atomic
def check_vaccines(
    *, child: Person, by: User, at: datetime, missing: Iterable[Vaccine] = (), exempt: bool = False
) -> Vaccination:
    """Keep what an agent read: all there, some missing, or a contra-indication certified by a doctor."""
    absent = [str(vaccine) for vaccine in missing]
    state = VaccinationState.INCOMPLETE if absent else VaccinationState.CHECKED
    if exempt:
        state = VaccinationState.EXEMPT
    proof, _ = Vaccination.objects.select_for_update().get_or_create(
        child=child, defaults={"state": VaccinationState.INCOMPLETE, "stated_at": at, "stated_by": by}
    )
    proof.state, proof.missing = state, absent
    proof.checked_by, proof.checked_at = by, at
    proof.save(update_fields=["state", "missing", "checked_by", "checked_at"])
    record(action="health.vaccines_checked", actor=by, subject=child, at=at, data={"state": str(state)})
    return proof


def _state(
    child: Person, state: VaccinationState, *, by: User, at: datetime, document: Document | None = None
) -> Vaccination:
    proof, created = Vaccination.objects.select_for_update().get_or_create(
        child=child,
        defaults={"state": state, "stated_at": at, "stated_by": by, "document": document},
    )
    if not created and (document is not None or proof.state not in PROVED):
        proof.state, proof.stated_at, proof.stated_by = state, at, by
        proof.document = document or proof.document
        proof.save(update_fields=["state", "stated_at", "stated_by", "document"])
    record(action="health.vaccines_stated", actor=by, subject=child, at=at, data={"state": str(state)})
    return proof
