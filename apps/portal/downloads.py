from django.http import FileResponse

from apps.documents.models import Document
from apps.documents.operations import open_document


def as_download(document: Document) -> FileResponse:
    """Answer with a document, to keep and never to display inside the site.

    Raises DocumentUnreadable, or DocumentBeingScanned while the antivirus has not answered.
    """
    response = FileResponse(
        open_document(document),
        as_attachment=True,
        filename=document.filename,
        content_type=document.content_type,
    )
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
