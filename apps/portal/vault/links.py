"""Documents are read by links of some minutes: one page checks the right and makes the link, another follows it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from apps.documents import operations, queries
from apps.documents.errors import LinkExpired, LinkForged
from apps.portal.downloads import as_download, lead_to
from core.errors import DomainError


@require_safe
@never_cache
@login_required
def document_file(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Lead its owner to a document by a link of their own."""
    document = queries.document_of(request.user, reference)
    if document is None:
        raise Http404
    try:
        return lead_to(request, document)
    except DomainError as refusal:
        messages.warning(request, str(refusal))
        return redirect("portal:documents")


@require_safe
@never_cache
@login_required
def follow(request: HttpRequest, token: str) -> HttpResponseBase:
    """Give what a link opens, to keep and never to display inside the site."""
    try:
        served = operations.opened_by_link(
            token=token, by=request.user, session_key=request.session.session_key, at=timezone.now()
        )
    except LinkForged:
        raise Http404
    except LinkExpired as expired:
        return render(request, "portal/vault/expired.html", {"again": expired.again}, status=410)
    except DomainError as refusal:
        return render(request, "portal/vault/closed.html", {"reason": str(refusal)}, status=409)
    return redirect(served.address) if served.address else as_download(served)
