"""What the portal said to a person, and what they choose to be told."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.enums import PreferredContact
from apps.accounts.models import User
from apps.enrolments.group_messages import group_message_for
from apps.messaging import operations, queries, reach
from apps.messaging.enums import Channel, Topic
from apps.messaging.reach import Texts
from apps.messaging.topics import TOPICS
from tenants import context

PER_PAGE = 25
CHANNELS = {Channel.EMAIL: "Courriel", Channel.SMS: "SMS", Channel.PORTAL: "Dans mon espace"}

BY_EMAIL = "ce portail vous écrit par courriel, et les agents savent comment vous joindre."
PREFERRED = {
    PreferredContact.EMAIL: "Vous préférez le courriel.",
    PreferredContact.MOBILE: f"Vous préférez le téléphone mobile : {BY_EMAIL}",
    PreferredContact.PHONE: f"Vous préférez le téléphone fixe : {BY_EMAIL}",
    PreferredContact.POST: f"Vous préférez le courrier postal : {BY_EMAIL}",
}
ANNOUNCED = (
    "Vous préférez le téléphone mobile : un SMS vous prévient tant que vous ne choisissez pas autre chose ici, et le "
    "courriel garde le texte."
)


@require_safe
@never_cache
@login_required
def notices(request: HttpRequest) -> HttpResponse:
    found = queries.notices_of(request.user, _today())
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    lines = [(notice, TOPICS[Topic(notice.topic)].title) for notice in page]
    unread = found.unread().count()
    return render(request, "portal/notifications/list.html", {"lines": lines, "page": page, "unread": unread})


@require_safe
@never_cache
@login_required
def group_message(request: HttpRequest, pk: int) -> HttpResponse:
    """Read what an agent wrote to all the families of an activity or a class."""
    received = group_message_for(request.user, pk, _today())
    if received is None:
        raise Http404
    service = context.config().service(received.message.service)
    return render(request, "portal/notifications/group_message.html", {"received": received, "service": service})


@require_POST
@login_required
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a notice as read and go where it leads."""
    notice = get_object_or_404(queries.notices_of(request.user, _today()), pk=pk)
    operations.read_notice(notice=notice, at=timezone.now())
    return redirect(notice.page or "portal:notifications")


@require_POST
@login_required
def read_all(request: HttpRequest) -> HttpResponse:
    operations.read_all(user=request.user, at=timezone.now())
    messages.success(request, "Tout est marqué comme lu.")
    return redirect("portal:notifications")


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def preferences(request: HttpRequest) -> HttpResponse:
    """A box for each channel and each topic; those that the law requires are said, not asked."""
    rows = queries.choices_of(request.user)
    if request.method == "POST":
        ticked = set(request.POST.getlist("wanted"))
        wanted = {
            (choice.channel, choice.topic): f"{choice.channel}:{choice.topic}" in ticked
            for row in rows
            for choice in row
            if not choice.fixed
        }
        operations.choose(user=request.user, wanted=wanted, at=timezone.now())
        messages.success(request, "Vos préférences sont enregistrées.")
        return redirect("portal:notification-preferences")
    drawn = [(TOPICS[row[0].topic], [(choice, CHANNELS[choice.channel]) for choice in row]) for row in rows]
    texts = reach.texts_of(request.user)
    facts = {"rows": drawn, "texts": texts, "preferred": _preferred(request.user, texts)}
    return render(request, "portal/notifications/preferences.html", facts)


def _preferred(user: User, texts: Texts) -> str:
    """Say what the preferred contact of the profile changes here; nothing for who has none."""
    told = ANNOUNCED if user.preferred_contact == PreferredContact.MOBILE and texts is Texts.POSSIBLE else ""
    return (told or PREFERRED[PreferredContact(user.preferred_contact)]) if user.preferred_contact else ""


def _today() -> date:
    return context.local_date(timezone.now())
