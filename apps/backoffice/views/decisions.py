"""What an agent does with a case. Each action names the version that was read: the second of two agents is told."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from apps.accounts.permissions import Permission
from apps.backoffice import presence
from apps.backoffice.access import AgentRequest, requires
from apps.backoffice.errors import ChangedMeanwhile
from apps.backoffice.forms import cases as forms
from apps.backoffice.previews import messages_of
from apps.backoffice.queries.cases import colleagues
from apps.backoffice.views.cases import page, visible_cases
from apps.casework import operations
from apps.casework.errors import CaseChanged
from apps.casework.models import Case
from apps.casework.operations.notes import write_note
from apps.design.forms import Form
from core.errors import DomainError
from core.workflow import TransitionRefused

SEND = "envoyer"
CORRECT = "modifier"

type Operation = Callable[[], object]


@require_POST
@requires(Permission.DECIDE_CASES)
def case_take(request: AgentRequest, number: str) -> HttpResponse:
    case = _case(request, number)
    form = forms.CaseForm(request.POST, case=case)
    if not form.is_valid():
        return page(request, case)
    operation = partial(operations.take, case=case, by=request.user, at=timezone.now(), version=_version(form))
    return _done(request, case, operation, "La demande est à vous : la famille en est avertie.", {})


@require_POST
@requires(Permission.DECIDE_CASES)
def case_assign(request: AgentRequest, number: str) -> HttpResponse:
    case = _case(request, number)
    agents = colleagues(case.service)
    form = forms.AssignForm(request.POST, case=case, colleagues=agents)
    if not form.is_valid():
        return page(request, case, assign_form=form, opened="assign")
    to = next(agent for agent in agents if str(agent.pk) == form.cleaned_data["agent"])
    operation = partial(operations.assign, case=case, to=to, by=request.user, at=timezone.now(), version=_version(form))
    said = f"La demande est confiée à {to.display_name}."
    return _done(request, case, operation, said, {"assign_form": form, "opened": "assign"})


@require_POST
@requires(Permission.DECIDE_CASES)
def case_accept(request: AgentRequest, number: str) -> HttpResponse:
    case = _case(request, number)
    form = forms.AcceptForm(request.POST, case=case)

    def accept() -> Case:
        note = form.cleaned_data["note"]
        return operations.accept(case=case, by=request.user, at=timezone.now(), note=note, version=_version(form))

    return _decide(request, case, form, "accept", accept, "La demande est acceptée : la famille est prévenue.")


@require_POST
@requires(Permission.DECIDE_CASES)
def case_refuse(request: AgentRequest, number: str) -> HttpResponse:
    case = _case(request, number)
    form = forms.RefuseForm(request.POST, case=case)

    def refuse() -> Case:
        return operations.refuse(
            case=case, by=request.user, at=timezone.now(), reason=form.reason, version=_version(form)
        )

    return _decide(request, case, form, "refuse", refuse, "La demande est refusée : la famille lira pourquoi.")


@require_POST
@requires(Permission.DECIDE_CASES)
def case_ask(request: AgentRequest, number: str) -> HttpResponse:
    case = _case(request, number)
    form = forms.AskForm(request.POST, case=case)

    def ask() -> Case:
        given = form.cleaned_data
        return operations.ask_information(
            case=case,
            by=request.user,
            at=timezone.now(),
            message=given["message"],
            pieces=given["pieces"],
            version=_version(form),
        )

    said = "La demande de complément est partie ; le délai de réponse est arrêté jusqu’à la réponse de la famille."
    return _decide(request, case, form, "ask", ask, said)


@require_POST
@requires(Permission.WRITE_TO_CITIZENS)
def case_message(request: AgentRequest, number: str) -> HttpResponse:
    case = get_object_or_404(visible_cases(request, Permission.WRITE_TO_CITIZENS), number=number)
    form = forms.MessageForm(request.POST)
    if not form.is_valid():
        return page(request, case, message_form=form, opened="message")
    body = form.cleaned_data["body"]
    operation = partial(operations.post_message, case=case, by=request.user, at=timezone.now(), body=body)
    return _done(request, case, operation, "Votre message est parti.", {"message_form": form, "opened": "message"})


@require_POST
@requires(Permission.DECIDE_CASES)
def case_note(request: AgentRequest, number: str) -> HttpResponse:
    case = _case(request, number)
    form = forms.NoteForm(request.POST)
    if not form.is_valid():
        return page(request, case, note_form=form, opened="note")
    body = form.cleaned_data["body"]
    operation = partial(write_note, case=case, by=request.user, at=timezone.now(), body=body)
    return _done(request, case, operation, "La note est ajoutée.", {"note_form": form, "opened": "note"})


def _case(request: AgentRequest, number: str) -> Case:
    return get_object_or_404(visible_cases(request, Permission.DECIDE_CASES), number=number)


def _version(form: Form) -> int:
    version: int = form.cleaned_data["version"]
    return version


def _decide(
    request: AgentRequest, case: Case, form: Form, action: str, operation: Operation, said: str
) -> HttpResponse:
    """Show the message that will go, then do it once the agent has read it."""
    typed: dict[str, object] = {f"{action}_form": form, "opened": action}
    if not form.is_valid() or request.POST.get("suite") == CORRECT:
        return page(request, case, **typed)
    if request.POST.get("suite") == SEND:
        return _done(request, case, operation, said, typed)
    try:
        previews = messages_of(operation)
    except DomainError as refusal:
        return _refused(request, case, refusal, typed)
    context = {"case": case, "form": form, "action": action, "previews": previews}
    return render(request, "backoffice/cases/confirm.html", context)


def _done(request: AgentRequest, case: Case, operation: Operation, said: str, typed: dict[str, object]) -> HttpResponse:
    try:
        operation()
    except DomainError as refusal:
        return _refused(request, case, refusal, typed)
    presence.leave(session=request.session)
    messages.success(request, said)
    return redirect("backoffice:case", number=case.number)


def _refused(request: AgentRequest, case: Case, refusal: DomainError, typed: dict[str, object]) -> HttpResponse:
    """Show the case as it is now with what was typed: only its version is brought up to date."""
    current = get_object_or_404(visible_cases(request), number=case.number)
    if isinstance(refusal, CaseChanged | TransitionRefused):
        last = current.events.select_related("by").order_by("-at", "-pk").first()
        who = last.by.display_name if last and last.by else "Quelqu’un"
        refusal = ChangedMeanwhile(who=who)
    kept = {name: _at_version(value, current.version) for name, value in typed.items()}
    return page(request, current, refusal=str(refusal), **kept)


def _at_version(value: object, version: int) -> object:
    if isinstance(value, forms.CaseForm):
        value.data = value.data.copy()
        value.data["version"] = str(version)
    return value
