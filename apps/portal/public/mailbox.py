"""What would have been sent, for whoever tries the platform on their own machine."""

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from apps.messaging import queries
from apps.messaging.models import MessageQuerySet

MESSAGES_SHOWN = 100
# An e-mail carries its own styles and runs nothing.
EMAIL_POLICY = {"default-src": [CSP.NONE], "style-src": [CSP.UNSAFE_INLINE], "img-src": ["data:"]}


def _mailbox(recipient: str = "") -> MessageQuerySet:
    if not settings.DEVELOPMENT_MAILBOX:
        raise Http404
    return queries.mailbox(recipient)


@require_safe
def messages(request: HttpRequest) -> HttpResponse:
    recipient = request.GET.get("destinataire", "").strip()
    shown = _mailbox(recipient)[:MESSAGES_SHOWN]
    return render(request, "portal/public/mailbox.html", {"emails": shown, "recipient": recipient})


@require_safe
def message(request: HttpRequest, reference: UUID) -> HttpResponse:
    found = get_object_or_404(_mailbox(), reference=reference)
    return render(request, "portal/public/mailbox_message.html", {"email": found})


@require_safe
@csp_override(EMAIL_POLICY)
def message_html(request: HttpRequest, reference: UUID) -> HttpResponse:
    found = get_object_or_404(_mailbox(), reference=reference)
    return HttpResponse(found.html)
