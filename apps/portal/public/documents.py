from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from apps.documents import queries
from apps.portal.downloads import as_download
from core.errors import DomainError


@require_safe
@never_cache
@login_required
def documents(request: HttpRequest) -> HttpResponse:
    owned = queries.documents_of(request.user)
    return render(request, "portal/public/documents.html", {"documents": owned})


@require_safe
@login_required
def document_file(request: HttpRequest, reference: UUID) -> HttpResponseBase:
    """Give its owner a document, to keep and never to display inside the site."""
    document = queries.document_of(request.user, reference)
    if document is None:
        raise Http404
    try:
        return as_download(document)
    except DomainError as refusal:
        messages.warning(request, str(refusal))
        return redirect("portal:documents")
