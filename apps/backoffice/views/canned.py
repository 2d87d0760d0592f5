"""The answers that agents write beforehand, for their services."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.accounts.permissions import Permission
from apps.backoffice.access import AgentRequest, requires
from apps.backoffice.forms.canned import CannedForm
from apps.backoffice.lists import page_of
from apps.casework import procedures
from apps.casework.enums import CannedUse
from apps.casework.models import CannedAnswer
from apps.casework.operations import CannedEntry, remove_canned_answer, write_canned_answer
from apps.casework.queries import canned_answers
from core.errors import DomainError
from tenants import context


@dataclass(frozen=True, slots=True)
class CannedRow:
    answer: CannedAnswer
    service: str
    procedure: str
    may_edit: bool


@require_GET
@requires(Permission.EDIT_CANNED_ANSWERS)
def canned_list(request: AgentRequest) -> HttpResponse:
    names = {"": "Tous les services"} | {service.slug: service.name for service in context.config().services}
    titles = {"": ""} | dict(_procedures())
    page = page_of(request, canned_answers(("", *_mine(request))))
    places = {slug for slug, _name in _places(request)}
    rows = [
        CannedRow(
            answer,
            names.get(answer.service, answer.service),
            titles.get(answer.procedure, answer.procedure),
            answer.service in places,
        )
        for answer in page
    ]
    return render(request, "backoffice/canned/list.html", {"page": page, "rows": rows})


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_CANNED_ANSWERS)
def canned_new(request: AgentRequest) -> HttpResponse:
    return _edit(request, None)


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_CANNED_ANSWERS)
def canned_edit(request: AgentRequest, pk: int) -> HttpResponse:
    return _edit(request, _editable(request, pk))


@require_POST
@requires(Permission.EDIT_CANNED_ANSWERS)
def canned_remove(request: AgentRequest, pk: int) -> HttpResponse:
    answer = _editable(request, pk)
    remove_canned_answer(answer=answer, by=request.user, at=timezone.now())
    messages.success(request, f"La réponse type « {answer.title} » est supprimée.")
    return redirect("backoffice:canned-answers")


def _edit(request: AgentRequest, answer: CannedAnswer | None) -> HttpResponse:
    form = CannedForm(
        request.POST if request.method == "POST" else None,
        services=_places(request),
        procedures=_procedures(),
        initial={name: getattr(answer, name) for name in ("title", "use", "service", "procedure", "body")}
        if answer
        else None,
    )
    if form.is_valid():
        given = form.cleaned_data
        entry = CannedEntry(**{**given, "use": CannedUse(given["use"])})
        try:
            write_canned_answer(entry=entry, by=request.user, at=timezone.now(), answer=answer)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"La réponse type « {entry.title} » est enregistrée.")
            return redirect("backoffice:canned-answers")
    return render(request, "backoffice/canned/edit.html", {"form": form, "answer": answer})


def _editable(request: AgentRequest, pk: int) -> CannedAnswer:
    """Return an answer of a service where this agent may change it: any other does not exist."""
    places = [slug for slug, _name in _places(request)]
    return get_object_or_404(canned_answers(places), pk=pk)


def _mine(request: AgentRequest) -> tuple[str, ...]:
    return request.agent.services(Permission.EDIT_CANNED_ANSWERS)


def _places(request: AgentRequest) -> list[tuple[str, str]]:
    """Return where this agent may put an answer: every service at once is for who works for all of them."""
    mine = _mine(request)
    named = [(service.slug, service.name) for service in context.config().services if service.slug in mine]
    everywhere = request.agent.scope(Permission.EDIT_CANNED_ANSWERS).everywhere
    return [("", "Tous les services"), *named] if everywhere else named


def _procedures() -> list[tuple[str, str]]:
    return [(procedure.slug, procedure.terms.title) for procedure in procedures.every()]
