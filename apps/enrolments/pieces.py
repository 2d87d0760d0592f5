"""The pieces that activities ask for, without those that the town hall accepted already and that still hold."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from apps.accounts.models import User
from apps.casework.booklets import BOOKLET
from apps.casework.deadlines import local
from apps.casework.enums import CaseStatus, PieceVerdict
from apps.casework.models import CaseAttachment
from apps.casework.operations.drafts import check_age
from apps.documents.operations import check_not_expired
from apps.families.models import Person
from communes_config.schema import Activity, AttachmentKind
from core.errors import DomainError
from tenants import context

KEPT = "kept_pieces"
ALREADY_GIVEN = (
    "Vous l’avez déjà fournie et elle est encore valable : joignez-la de nouveau seulement si elle a changé."
)


def kinds_for(
    common: Iterable[AttachmentKind], answers: Mapping[str, Any], kept: Iterable[str]
) -> tuple[AttachmentKind, ...]:
    """Return what the activities ticked in the answers ask for, once each; what is known already is not required."""
    asked = {kind.slug: kind for kind in common}
    for activity in _ticked(answers):
        for kind in context.config().attachments_of(activity):
            known = asked.get(kind.slug)
            asked[kind.slug] = kind if known is None or kind.required else known
    known = set(kept)
    return tuple(
        replace(kind, required=False, help=ALREADY_GIVEN) if kind.slug in known else kind for kind in asked.values()
    )


def still_good(user: User, at: datetime) -> dict[str, CaseAttachment]:
    """Return, by slug, the last piece that was sent with an accepted request and that proves the same today."""
    sent = (
        CaseAttachment.objects.filter(case__requester=user, case__status=CaseStatus.ACCEPTED, message=None)
        .exclude(verdict=PieceVerdict.REFUSED)
        .select_related("document")
        .order_by("added_at", "pk")
    )
    asked = {kind.slug: kind for kind in context.config().enrolment_attachments}
    found: dict[str, CaseAttachment] = {}
    for attachment in sent:
        kind = asked.get(attachment.kind)
        if kind is not None and attachment.document.owner_id == user.pk and _holds(kind, attachment, at):
            found[attachment.kind] = attachment
    return found


def vaccinated(wanted: Iterable[tuple[Person, Activity]]) -> tuple[Person, ...]:
    """Return, once each, the children for whom an activity asks for the pages of the vaccines."""
    config = context.config()
    return tuple(
        dict.fromkeys(
            child
            for child, activity in wanted
            if any(kind.document_kind == BOOKLET for kind in config.attachments_of(activity))
        )
    )


def _holds(kind: AttachmentKind, attachment: CaseAttachment, at: datetime) -> bool:
    today, document = local(at).date(), attachment.document
    try:
        check_age(kind, document.issued_on, today)
        check_not_expired(document=document, kind=context.config().document_kind(kind.document_kind), today=today)
    except DomainError:
        return False
    return True


def _ticked(answers: Mapping[str, Any]) -> list[Activity]:
    """Return the activities of the grid, whatever the child, in the order of the catalogue."""
    keys = {
        key.partition(".")[0]
        for slug, value in answers.items()
        if slug.endswith("-activities") and isinstance(value, list)
        for key in value
    }
    return [activity for activity in context.config().activities if activity.slug in keys]
