"""Messages that did not arrive, e-mails and texts: who waits for them, and sending them again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from apps.accounts.permissions import Permission
from apps.backoffice.access import AgentRequest, requires
from apps.backoffice.lists import page_of
from apps.messaging.models import Message
from apps.messaging.operations import resend
from core.errors import DomainError


@require_GET
@requires(Permission.SEE_ACCOUNTS)
def mail(request: AgentRequest) -> HttpResponse:
    page = page_of(request, Message.objects.lost())
    return render(request, "backoffice/mail.html", {"page": page})


@require_POST
@requires(Permission.WRITE_TO_CITIZENS)
def mail_resend(request: AgentRequest, pk: int) -> HttpResponse:
    message = get_object_or_404(Message, pk=pk)
    try:
        resend(message=message, by=request.user, at=timezone.now())
        where = "au numéro" if message.is_sms else "à l’adresse"
        messages.success(request, f"« {message.subject} » repart {where} {message.recipient}.")
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect("backoffice:mail")
