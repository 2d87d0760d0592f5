"""Messages to all the families of an activity, a group, a school or a class: seen first, then sent, then kept."""

import uuid
from collections import Counter
from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from apps.accounts.permissions import Permission
from apps.backoffice.access import AgentRequest, requires
from apps.backoffice.forms.group_messages import GroupMessageForm
from apps.backoffice.lists import page_of
from apps.enrolments import operations
from apps.enrolments.audience import Addressee, addressees, audiences
from apps.enrolments.enums import Reach
from apps.enrolments.group_messages import names_of, recipients_of, written_in
from core.errors import DomainError
from tenants import context


@require_GET
@requires(Permission.WRITE_TO_GROUPS)
def group_messages(request: AgentRequest) -> HttpResponse:
    page = page_of(request, written_in(request.agent.scope(Permission.WRITE_TO_GROUPS)))
    return render(request, "backoffice/group_messages/list.html", {"page": page})


@require_http_methods(["GET", "POST"])
@requires(Permission.WRITE_TO_GROUPS)
def group_message_new(request: AgentRequest) -> HttpResponse:
    """Write, see who will be told and how, then send: nothing leaves without having been seen."""
    today = context.local_date(timezone.now())
    form = GroupMessageForm(
        request.POST if request.method == "POST" else None,
        audiences=audiences(request.agent.scope(Permission.WRITE_TO_GROUPS), today),
        today=today,
    )
    found: tuple[Addressee, ...] | None = None
    if form.is_valid():
        if "envoyer" in request.POST and form.is_confirmed:
            return _send(request, form)
        found = addressees(form.chosen, form.on, today)
        form.show_as_seen(uuid.uuid4())
    return render(
        request, "backoffice/group_messages/new.html", {"form": form, "found": found, "tally": _tally(found or ())}
    )


@require_GET
@requires(Permission.WRITE_TO_GROUPS)
def group_message(request: AgentRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(written_in(request.agent.scope(Permission.WRITE_TO_GROUPS)), pk=pk)
    page = page_of(request, recipients_of(found))
    names = names_of(page.object_list)
    rows = [(one, [names[child] for child in one.children if child in names]) for one in page.object_list]
    return render(request, "backoffice/group_messages/detail.html", {"message": found, "page": page, "rows": rows})


def _send(request: AgentRequest, form: GroupMessageForm) -> HttpResponse:
    try:
        written = operations.write_group_message(
            reference=form.cleaned_data["reference"],
            audience=form.chosen,
            day=form.on,
            text=form.text,
            by=request.user,
            at=timezone.now(),
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("backoffice:group-message-new")
    messages.success(request, f"« {written.subject} » part aux familles : {written.audience}.")
    return redirect("backoffice:group-message", pk=written.pk)


def _tally(found: Sequence[Addressee]) -> list[tuple[str, int, bool]]:
    """Return how many are reached by each way, or not, in the order of the ways."""
    counted = Counter(one.reach for one in found)
    return [(reach.label, counted[reach], reach.arrives) for reach in Reach if counted[reach]]
