"""Addresses of documents, for an agent whose right to read was checked and whose reading was written down."""

from django.contrib import messages
from django.utils import timezone

from apps.backoffice.access import AgentRequest
from apps.documents.models import Document
from apps.documents.operations import signed_link
from core.errors import DomainError


def link_to(request: AgentRequest, document: Document | None, *, again: str, usage: str) -> str:
    """Return an address that opens a document for some minutes; nothing, and why, when it cannot be read."""
    if document is None:
        return ""
    try:
        return signed_link(
            document=document,
            by=request.user,
            session_key=request.session.session_key,
            at=timezone.now(),
            again=again,
            usage=usage,
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return ""
