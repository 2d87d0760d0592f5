"""A document is read by a link of some minutes, made for whoever was found to have the right to read it."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from apps.documents.models import Document
from apps.documents.operations import signed_link
from apps.documents.reading import Served


def lead_to(request: HttpRequest, document: Document) -> HttpResponse:
    """Redirect to a link that opens a document for this person, who was allowed by the page they are on.

    Raises DocumentUnreadable, DocumentErased, or DocumentBeingScanned while the antivirus has not answered.
    """
    session_key = request.session.session_key
    at = timezone.now()
    return redirect(signed_link(document=document, by=request.user, session_key=session_key, at=at, again=request.path))


def as_download(served: Served) -> FileResponse:
    """Answer with what a link opens, to keep and never to display inside the site."""
    response = FileResponse(
        served.content,
        as_attachment=True,
        filename=served.document.filename,
        content_type=served.document.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
