"""What documents serve for among the requests: said to `apps.documents`, which knows nothing of them."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date

from apps.casework.enums import CaseStatus
from apps.casework.errors import PieceNoLongerRead
from apps.casework.models import Case, CaseAttachment
from apps.casework.silence import followed, with_silence
from apps.casework.workflow import LIVE
from apps.documents.models import Document
from apps.documents.uses import Use
from tenants import context

STILL_NEEDED = (CaseStatus.DRAFT, *LIVE)


def find(documents: Collection[int], on: date | None) -> Iterator[Use]:
    """Give the requests that each document was joined to; none has a page that a judge keeps from its requester."""
    joined = CaseAttachment.objects.filter(document__in=documents).exclude(case__status=CaseStatus.ABANDONED)
    rows = joined.select_related("case").defer("case__payload").order_by("pk")
    pairs = {(row.document_id, row.case_id): (row.document_id, row.case) for row in rows}.values()
    silenced = with_silence(Case.objects.filter(pk__in={case.pk for _, case in pairs}).defer("payload"), on)
    seen = {case.pk for case in followed(silenced)}
    for document_id, case in pairs:
        use = use_of(case, document_id)
        yield use if case.pk in seen else replace(use, page="", page_arguments=())


def check_still_read(case: Case, document: Document, today: date) -> None:
    """The service opens what was sent with a request until some time after its decision. Raises PieceNoLongerRead."""
    kind = context.config().document_kind(document.kind)
    if not kind.read_by_service_on(today, use_of(case, document.pk).ended_on):
        raise PieceNoLongerRead


def use_of(case: Case, document_id: int) -> Use:
    live = case.status in STILL_NEEDED
    named = case.status != CaseStatus.DRAFT
    return Use(
        document_id=document_id,
        label=f"votre demande n° {case.number}" if named else f"votre brouillon « {case.title} »",
        page="portal:case" if named else "portal:case-list",
        page_arguments=(case.number,) if named else (),
        live=live,
        ended_on=None if live else context.local_date(case.decided_at or case.updated_at),
    )
