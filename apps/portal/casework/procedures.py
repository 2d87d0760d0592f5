"""Every procedure made of questions: the catalogue, its introduction, a page for each step, the pieces, the recap."""

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Concatenate

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.casework import handlers, operations, procedures, queries
from apps.casework.catalogue import ProcedureCard, card_of, catalogue
from apps.casework.deadlines import last_day
from apps.casework.enums import CaseStatus
from apps.casework.errors import AttachmentsMissing, CaseIncomplete
from apps.casework.filling import Filling, filling
from apps.casework.procedures import Procedure
from apps.content import markdown
from apps.portal.casework.pieces import join, piece_form, piece_forms, received_piece
from apps.portal.casework.questions import QuestionForm, raw_answers, rows_moved, typed_rows
from communes_config.schema import Theme
from core.errors import DomainError
from core.forms import Kind, Option, Question, Step
from tenants import context

THEMES = {
    Theme.FAMILY: "Ma famille",
    Theme.SCHOOL: "L’école",
    Theme.CHILDCARE: "La petite enfance et les activités",
    Theme.ACCOUNT: "Mes coordonnées",
    Theme.RIGHTS: "Mes droits",
    Theme.CONTACT: "Contacter la mairie",
}
PIECES, RECAP = "Mes pièces", "Récapitulatif"
CHOSEN = (Kind.CHOICE, Kind.CHOICES, Kind.YES_NO, Kind.AUTHORISATION)

type View[**P] = Callable[Concatenate[HttpRequest, str, P], HttpResponse]
type DraftView[**P] = Callable[Concatenate[HttpRequest, Filling, P], HttpResponse]


def with_draft[**P](view: DraftView[P]) -> View[P]:
    """Give the view the draft of the person signed in; without one, the procedure starts at its introduction."""

    @wraps(view)
    @login_required
    @never_cache
    def wrapped(request: HttpRequest, slug: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        draft = queries.draft_of(request.user, slug)
        if draft is None:
            return redirect("portal:procedure", slug=slug)
        return view(request, filling(draft, timezone.now()), *args, **kwargs)

    return wrapped


@login_required
@require_GET
def every(request: HttpRequest) -> HttpResponse:
    """The catalogue, by theme."""
    cards = catalogue(request.user, timezone.now())
    themes = [(theme, label, [card for card in cards if card.theme is theme]) for theme, label in THEMES.items()]
    page = {"themes": [(theme, label, found) for theme, label, found in themes if found]}
    return render(request, "portal/casework/catalogue.html", page)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def introduction(request: HttpRequest, slug: str) -> HttpResponse:
    """What the procedure is, before it is begun; beginning opens the draft, or takes it up where it was left."""
    procedure = _procedure_or_404(slug)
    card = card_of(procedure, request.user, timezone.now())
    if request.method == "POST":
        try:
            draft = operations.open_draft(procedure=slug, by=request.user, at=timezone.now())
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return redirect("portal:procedure", slug=slug)
        return _resume(filling(draft, timezone.now()))
    return render(request, "portal/casework/introduction.html", _introduction(procedure, card))


@with_draft
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, filled: Filling, step: str) -> HttpResponse:
    """One step; what is typed is kept even when something is missing."""
    asked = filled.step(step)
    if asked is None:
        return _resume(filled)
    if request.method == "POST":
        return _keep(request, filled, asked)
    problems = filled.problems_of(step) if "verifier" in request.GET else ()
    return _step_page(request, filled, asked, QuestionForm(filled.questions_of(asked), filled.written, problems))


@with_draft
@require_http_methods(["GET", "POST"])
def documents(request: HttpRequest, filled: Filling) -> HttpResponse:
    """The pieces to join, from the device or from one's own space."""
    if not filled.kinds:
        return redirect("portal:procedure-recap", slug=filled.procedure.slug)
    posted = request.POST.get("kind", "") if request.method == "POST" else ""
    kind = next((kind for kind in filled.kinds if kind.slug == posted), None)
    if request.method == "POST" and kind is None:
        raise Http404
    received = received_piece(request, kind) if kind else None
    vault = queries.vault_for(filled.case, timezone.now())
    form = piece_form(kind, vault, received) if kind else None
    if kind and form and form.is_valid() and join(request, filled.case, kind, form):
        messages.success(request, f"« {kind.title} » est joint à votre demande.")
        return redirect("portal:procedure-documents", slug=filled.procedure.slug)
    last = filled.steps[-1] if filled.steps else None
    page = {
        **_page(filled, PIECES),
        "pieces": piece_forms(filled.case, vault, form, kind),
        "form": form,
        "previous_url": _step_url(filled, last) if last else _introduction_url(filled),
    }
    return render(request, "portal/casework/documents.html", page, status=422 if form else 200)


@with_draft
@require_POST
def detach(request: HttpRequest, filled: Filling, pk: int) -> HttpResponse:
    attachment = get_object_or_404(filled.case.attachments.all(), pk=pk)
    operations.detach(attachment=attachment, by=request.user, at=timezone.now())
    messages.success(request, "La pièce n’est plus jointe. Elle reste dans vos documents.")
    return redirect("portal:procedure-documents", slug=filled.procedure.slug)


@with_draft
@require_http_methods(["GET", "POST"])
def recap(request: HttpRequest, filled: Filling) -> HttpResponse:
    if request.method == "POST":
        try:
            filed = operations.submit(case=filled.case, by=request.user, at=timezone.now())
        except (CaseIncomplete, AttachmentsMissing):
            return redirect("portal:procedure-recap", slug=filled.procedure.slug)
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return redirect("portal:procedure-recap", slug=filled.procedure.slug)
        return redirect("portal:procedure-done", slug=filled.procedure.slug, number=filed.case.number)
    pieces = queries.pieces_of(filled.case)
    sections = handlers.of_case(filled.case).sections(filled.case)
    steps = {step.slug: _step_url(filled, step) for step in filled.steps}
    page = {
        **_page(filled, RECAP),
        "sections": [(section, steps.get(section.key, "")) for section in sections],
        "pieces": pieces,
        "problems": [(problem, steps.get(getattr(problem, "step", ""), "")) for problem in filled.problems],
        "missing": [piece.kind.title for piece in pieces if piece.is_missing],
        "previous_url": _after_steps(filled) if filled.kinds else _step_url(filled, filled.steps[-1]),
    }
    return render(request, "portal/casework/recap.html", page)


@login_required
@require_GET
def done(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    case = queries.case_of(request.user, number, on=context.local_date(timezone.now()))
    if case is None or case.procedure != slug:
        raise Http404
    procedure = procedures.of_case(case)
    facts = {
        "case": case,
        "service": procedures.service_of(case.service),
        "last_day": last_day(case.due_at),
        "email": request.user.email,
        "accepted": case.status == CaseStatus.ACCEPTED,
        "accepted_text": procedure.definition.accepted_text,
        "repeatable": procedure.definition.repeatable,
    }
    return render(request, "portal/casework/done.html", facts)


@with_draft
@require_http_methods(["GET", "POST"])
def abandon(request: HttpRequest, filled: Filling) -> HttpResponse:
    if request.method == "GET":
        return render(request, "portal/casework/abandon.html", _page(filled, ""))
    operations.abandon(case=filled.case, by=request.user, at=timezone.now())
    messages.success(request, "Votre brouillon est effacé. Vous pouvez recommencer quand vous voulez.")
    return redirect("portal:procedures")


def _keep(request: HttpRequest, filled: Filling, asked: Step) -> HttpResponse:
    """Save what was typed, then go where the button leads."""
    shown = set(request.POST.getlist("asked"))
    raw = raw_answers([question for question in asked.questions if question.slug in shown], request.POST)
    going = request.POST.get("aller", "")
    if going == "rafraichir":
        return _bring_up(request, filled, asked, raw)
    if moved := rows_moved(asked.questions, raw, going):
        return _move_rows(request, filled, asked, *moved)
    kept = operations.answer_step(case=filled.case, step=asked.slug, raw=raw, by=request.user, at=timezone.now())
    filled = filling(kept.case, timezone.now(), kept.questionnaire)
    if going == "precedent" and (previous := filled.neighbour(asked.slug, -1)):
        return redirect(_step_url(filled, previous))
    if going == "plus-tard":
        messages.success(request, "Votre saisie est gardée : reprenez quand vous voulez.")
        return redirect("portal:case-list")
    asked = filled.step(asked.slug) or asked
    seen = tuple(problem for problem in kept.problems if getattr(problem, "question", "") not in kept.appeared)
    if not seen and not kept.appeared:
        return redirect(_next_url(filled, asked, to_recap="recapitulatif" in request.GET))
    form = QuestionForm(filled.questions_of(asked), filled.written, seen)
    return _step_page(request, filled, asked, form, status=422 if seen else 200, appeared=not seen)


def _bring_up(request: HttpRequest, filled: Filling, asked: Step, raw: Mapping[str, object]) -> HttpResponse:
    """Show the questions that a live choice brings up; only a button keeps what is typed."""
    told = operations.preview_step(
        case=filled.case, asked=filled.questionnaire, step=asked.slug, raw=raw, at=timezone.now()
    )
    filled = filling(told.case, timezone.now(), told.questionnaire)
    return _as_typed(request, filled, asked, raw)


def _move_rows(
    request: HttpRequest, filled: Filling, asked: Step, raw: Mapping[str, object], focus: str
) -> HttpResponse:
    """Keep what was typed, and show the table with its row more or less: nothing is wrong yet."""
    kept = operations.answer_step(case=filled.case, step=asked.slug, raw=raw, by=request.user, at=timezone.now())
    return _as_typed(request, filling(kept.case, timezone.now(), kept.questionnaire), asked, raw, focus)


def _as_typed(
    request: HttpRequest, filled: Filling, asked: Step, raw: Mapping[str, object], focus: str = ""
) -> HttpResponse:
    asked = filled.step(asked.slug) or asked
    questions = filled.questions_of(asked)
    form = QuestionForm(questions, {**filled.written, **typed_rows(questions, raw)}, focus=focus)
    return _step_page(request, filled, asked, form)


def _step_page(
    request: HttpRequest, filled: Filling, asked: Step, form: QuestionForm, *, status: int = 200, **more: object
) -> HttpResponse:
    changed = {question.slug for question in filled.changes}
    page = {
        **_page(filled, asked.title),
        "step": asked,
        "form": form,
        "refresh": " ".join(f"q-{slug}" for slug in _live(filled, asked)),
        "changes": [question.label for question in form.questions if question.slug in changed],
        "fixes": _fixes(form.questions),
        "has_previous": filled.neighbour(asked.slug, -1) is not None,
        "to_recap": "recapitulatif" in request.GET,
        **more,
    }
    return render(request, "portal/casework/step.html", page, status=status)


def _fixes(questions: Sequence[Question]) -> list[tuple[str, str, Option]]:
    """Return what cannot be chosen yet and where it is mended: one line for all that the same page mends."""
    found: dict[tuple[str, str], list[Option]] = {}
    for question in questions:
        for option in question.options:
            if option.fix_url:
                found.setdefault((question.label, option.fix_url), []).append(option)
    return [(label, ", ".join(option.label for option in same), same[0]) for (label, _url), same in found.items()]


def _live(filled: Filling, asked: Step) -> list[str]:
    """Return the questions of a step whose answer may bring others up on the same page."""
    if filled.procedure.handler != "record":
        return [question.slug for question in asked.questions if question.kind in CHOSEN]
    return sorted({question.shown_if.question for question in asked.questions if question.shown_if})


def _page(filled: Filling, current: str) -> dict[str, object]:
    labels = [*(step.title for step in filled.steps), *([PIECES] if filled.kinds else []), RECAP]
    return {
        "draft": filled.case,
        "procedure": filled.procedure,
        "slug": filled.procedure.slug,
        "steps": labels,
        "position": labels.index(current) + 1 if current in labels else 0,
    }


def _introduction(procedure: Procedure, card: ProcedureCard) -> dict[str, object]:
    definition = procedure.definition
    return {
        "procedure": procedure,
        "terms": procedure.terms,
        "card": card,
        "intro": markdown.render(definition.intro),
        "service": procedures.service_of(procedure.terms.service),
    }


def _procedure_or_404(slug: str) -> Procedure:
    procedure = procedures.find(slug)
    if procedure is None or procedures.is_special(slug):
        raise Http404
    return procedure


def _resume(filled: Filling) -> HttpResponse:
    missing = filled.to_resume or (filled.steps[0] if filled.steps and not filled.written else None)
    return redirect(_step_url(filled, missing) if missing else _after_steps(filled))


def _next_url(filled: Filling, asked: Step, *, to_recap: bool) -> str:
    following = filled.neighbour(asked.slug, 1) if filled.step(asked.slug) else filled.to_resume
    if to_recap and not filled.problems:
        return reverse("portal:procedure-recap", args=[filled.procedure.slug])
    return _step_url(filled, following) if following else _after_steps(filled)


def _after_steps(filled: Filling) -> str:
    name = "procedure-documents" if filled.kinds else "procedure-recap"
    return reverse(f"portal:{name}", args=[filled.procedure.slug])


def _step_url(filled: Filling, step: Step) -> str:
    return reverse("portal:procedure-step", args=[filled.procedure.slug, step.slug])


def _introduction_url(filled: Filling) -> str:
    return reverse("portal:procedure", args=[filled.procedure.slug])
