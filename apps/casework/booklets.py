"""The pages of the vaccines that are joined to a request, handed to the agents who check vaccines."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Final

from apps.casework import payloads
from apps.casework.enums import PieceVerdict
from apps.casework.models import Case
from apps.documents.models import Document
from apps.families.models import Person
from apps.health import operations
from apps.health.enums import VaccinationState
from apps.health.models import Vaccination

BOOKLET: Final = "carnet-vaccination"  # the kind of document, whatever the piece is called


def hand_over(
    *, case: Case, children: Iterable[Person], at: datetime, again: Collection[int] = (), answered: bool = False
) -> None:
    """Send the last pages that the family joined to the health side, once for each child.

    `again` holds the documents that came with an earlier request: they are not sent to who has seen the child's
    vaccines since. Only what was joined to an answer is sent when `answered`, at the end of the exchanges.
    """
    kinds = [kind.slug for kind in payloads.filed_kinds(case.payload) if kind.document_kind == BOOKLET]
    joined = case.attachments.filter(kind__in=kinds).exclude(verdict=PieceVerdict.REFUSED).select_related("document")
    last = (joined.exclude(message=None) if answered else joined).last()
    if last is None:
        return
    listed = list(children)
    proofs = {proof.child_id: proof for proof in Vaccination.objects.filter(child__in=listed)}
    for child in listed:
        if _is_new(proofs.get(child.pk), last.document, again=last.document_id in again):
            operations.send_vaccines(child=child, document=last.document, by=case.requester, at=at)


def _is_new(proof: Vaccination | None, document: Document, *, again: bool) -> bool:
    if proof is None or (again and proof.state == VaccinationState.SWORN):
        return True
    return not again and proof.document_id != document.pk
