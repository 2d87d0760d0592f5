"""What the portal said to a person, and what they choose to be told."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.messaging import operations, queries
from apps.messaging.enums import Channel, Topic
from apps.messaging.topics import TOPICS
from tenants import context

PER_PAGE = 25
CHANNELS = {Channel.EMAIL: "Courriel", Channel.PORTAL: "Dans mon espace"}


@require_safe
@never_cache
@login_required
def notices(request: HttpRequest) -> HttpResponse:
    found = queries.notices_of(request.user, _today())
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    lines = [(notice, TOPICS[Topic(notice.topic)].title) for notice in page]
    unread = found.unread().count()
    return render(request, "portal/notifications/list.html", {"lines": lines, "page": page, "unread": unread})


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
    return render(request, "portal/notifications/preferences.html", {"rows": drawn})


def _today() -> date:
    return context.local_date(timezone.now())
