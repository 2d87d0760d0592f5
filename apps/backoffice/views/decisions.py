"""What an agent does with a case. Each action names the version that was read: the second of two agents is told."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.db import transaction
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
from apps.backoffice.views.cases import USES, forms_of, page, visible_cases
from apps.casework import canned, operations
from apps.casework.enums import PieceVerdict
from apps.casework.errors import CaseChanged
from apps.casework.models import Case, CaseMessage
from apps.casework.operations.notes import write_note
from apps.casework.queries import canned_for, decision_file, pieces_of
from apps.design.forms import Form
from apps.documents.operations import deposit
from core.errors import DomainError
from core.workflow import TransitionRefused
from tenants import context

SEND = "envoyer"
CORRECT = "modifier"
INSERT = "inserer"

EXCHANGED = "echange"
JUDGED = {
    PieceVerdict.ACCEPTED: "La pièce est validée.",
    PieceVerdict.REFUSED: "La pièce est refusée : demandez-la de nouveau à la famille.",
    PieceVerdict.WAITING: "La pièce est de nouveau à vérifier.",
}

type Operation = Callable[[], object]


@require_POST
@requires(Permission.DECIDE_CASES)
def case_take(request: AgentRequest, number: str) -> HttpResponse:
    case = _case(request, number)
    form = forms.CaseForm(request.POST, case=case)
    if not form.is_valid():
        return page(request, case)
    operation = partial(operations.take, case=case, by=request.user, at=timezone.now(), version=_version(form))
    return done(request, case, operation, "La demande est à vous : la famille en est avertie.", {})


@require_POST
@requires(Permission.DECIDE_CASES)
def case_changes(request: AgentRequest, number: str) -> HttpResponse:
    """Say which of the changes asked for are kept; the decision comes after."""
    case = _case(request, number)
    form = forms.CaseForm(request.POST, case=case)
    if not form.is_valid():
        return page(request, case)
    kept = [name for name in request.POST.getlist("retenu") if name in case.payload.get("answers", {})]
    operation = partial(
        operations.choose_changes,
        case=case,
        accepted=kept,
        by=request.user,
        at=timezone.now(),
        version=_version(form),
    )
    return done(request, case, operation, f"{len(kept)} changement(s) retenu(s).", {})


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
    return done(request, case, operation, said, {"assign_form": form, "opened": "assign"})


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
def case_close(request: AgentRequest, number: str) -> HttpResponse:
    """Answer what asks for no decision, and be done with it."""
    case = _case(request, number)
    form = forms.CloseForm(request.POST, case=case)

    def close() -> Case:
        words = form.cleaned_data["answer"]
        return operations.close(case=case, by=request.user, at=timezone.now(), words=words, version=_version(form))

    return _decide(request, case, form, "close", close, "La demande est close : son auteur en est averti.")


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
    form = forms.AskForm(request.POST, case=case, pieces=pieces_of(case))

    def ask() -> Case:
        return operations.ask_information(
            case=case,
            by=request.user,
            at=timezone.now(),
            message=form.cleaned_data["message"],
            pieces=list(form.asked.values()),
            kinds=list(form.asked),
            questions=form.cleaned_data.get("questions", []),
            version=_version(form),
        )

    said = "La demande de complément est partie ; le délai de réponse est arrêté jusqu’à la réponse de la famille."
    return _decide(request, case, form, "ask", ask, said)


@require_POST
@requires(Permission.WRITE_TO_CITIZENS)
def case_message(request: AgentRequest, number: str) -> HttpResponse:
    case = get_object_or_404(visible_cases(request, Permission.WRITE_TO_CITIZENS), number=number)
    form = forms.MessageForm(request.POST, request.FILES, uploads=context.config().uploads)
    if INSERT in request.POST:
        return _insert(request, case, form, "message")
    if not form.is_valid():
        return page(request, case, message_form=form, opened="message")

    @transaction.atomic
    def send() -> CaseMessage:
        at, file = timezone.now(), form.cleaned_data["file"]
        documents = [deposit(owner=request.user, file=file, kind=EXCHANGED, title="", at=at)] if file else []
        body = form.cleaned_data["body"]
        return operations.post_message(case=case, by=request.user, at=at, body=body, documents=documents)

    return done(request, case, send, "Votre message est parti.", {"message_form": form, "opened": "message"})


@require_POST
@requires(Permission.DECIDE_CASES)
def case_read(request: AgentRequest, number: str) -> HttpResponse:
    """Say that what the family wrote was read."""
    case = _case(request, number)
    form = forms.CaseForm(request.POST, case=case)
    if not form.is_valid():
        return page(request, case)
    operation = partial(
        operations.read_exchanges, case=case, by=request.user, at=timezone.now(), version=_version(form)
    )
    return done(request, case, operation, "C’est noté : ce message est lu.", {})


@require_POST
@requires(Permission.DECIDE_CASES)
def case_piece(request: AgentRequest, number: str, pk: int) -> HttpResponse:
    """Say that a piece will do, or why it will not."""
    case = _case(request, number)
    attachment = get_object_or_404(case.attachments.select_related("case"), pk=pk)
    form = forms.PieceForm(request.POST, case=case)
    if not form.is_valid():
        return page(request, case)
    verdict, reason = PieceVerdict(form.cleaned_data["verdict"]), form.cleaned_data["reason"]
    operation = partial(
        operations.judge_piece,
        attachment=attachment,
        verdict=verdict,
        reason=reason,
        by=request.user,
        at=timezone.now(),
        version=_version(form),
    )
    return done(request, case, operation, JUDGED[verdict], {"judged": attachment.pk, "judged_reason": reason})


@require_POST
@requires(Permission.DECIDE_CASES)
def case_note(request: AgentRequest, number: str) -> HttpResponse:
    case = _case(request, number)
    form = forms.NoteForm(request.POST)
    if not form.is_valid():
        return page(request, case, note_form=form, opened="note")
    body = form.cleaned_data["body"]
    operation = partial(write_note, case=case, by=request.user, at=timezone.now(), body=body)
    return done(request, case, operation, "La note est ajoutée.", {"note_form": form, "opened": "note"})


def _case(request: AgentRequest, number: str) -> Case:
    return get_object_or_404(visible_cases(request, Permission.DECIDE_CASES), number=number)


def _version(form: Form) -> int:
    version: int = form.cleaned_data["version"]
    return version


def _decide(
    request: AgentRequest, case: Case, form: forms.Inserting, action: str, operation: Operation, said: str
) -> HttpResponse:
    """Show the message that will go, then do it once the agent has read it."""
    typed: dict[str, object] = {f"{action}_form": form, "opened": action}
    if INSERT in request.POST:
        return _insert(request, case, form, action)
    if not form.is_valid() or request.POST.get("suite") == CORRECT:
        return page(request, case, **typed)
    if request.POST.get("suite") == SEND:
        return done(request, case, operation, said, typed)
    try:
        previews = messages_of(operation)
    except DomainError as refusal:
        return _refused(request, case, refusal, typed)
    context = {"case": case, "form": form, "action": action, "previews": previews}
    return render(request, "backoffice/cases/confirm.html", context)


def _insert(request: AgentRequest, case: Case, form: forms.Inserting, action: str) -> HttpResponse:
    """Show the form again as it was typed, with the answer that was chosen among those written beforehand."""
    name = f"{action}_form"
    chosen = request.POST.get("reponse")
    answer = next((answer for answer in canned_for(case)[USES[name]] if str(answer.pk) == chosen), None)
    fresh = forms_of(decision_file(case))[name]
    if fresh is None:
        return page(request, case, **{name: form})
    fresh.initial |= form.with_answer(canned.filled(answer.body, case)) if answer else form.typed()
    return page(request, case, **{name: fresh, "opened": action})


def done(request: AgentRequest, case: Case, operation: Operation, said: str, typed: dict[str, object]) -> HttpResponse:
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
