""" "Déclarer ma famille": an introduction, a page for each person, the pieces, the recap; and the family once known."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Concatenate

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.casework import handlers, operations, procedures, queries
from apps.casework.deadlines import last_day
from apps.casework.errors import AttachmentsMissing, CaseIncomplete
from apps.casework.family import SLUG, addition_to
from apps.casework.models import Case
from apps.families import queries as family_queries
from apps.families.completeness import Problem, problems
from apps.families.declaration import HOLDER, FamilyDeclaration
from apps.portal.casework.pieces import join, piece_form, piece_forms, received_piece
from apps.portal.families import people
from apps.portal.families.forms import as_typed
from apps.portal.families.offered import where_offered
from core.errors import DomainError
from tenants import context

STEPS = ("Ma famille", "Mes pièces", "Récapitulatif")

type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponse]
type DraftView[**P] = Callable[Concatenate[HttpRequest, Case, P], HttpResponse]


def with_draft[**P](view: DraftView[P]) -> View[P]:
    """Give the view the draft of the person signed in; without one, the declaration starts at its introduction."""

    @wraps(view)
    @login_required
    def wrapped(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        draft = queries.draft_of(request.user, SLUG)
        if draft is None:
            return redirect("portal:family-declaration")
        return view(request, draft, *args, **kwargs)

    return wrapped


@login_required
@require_http_methods(["GET", "POST"])
@where_offered(SLUG)
def declaration(request: HttpRequest) -> HttpResponse:
    """The introduction, or the list of people once the declaration is begun."""
    draft = queries.draft_of(request.user, SLUG)
    if request.method == "POST":
        return _begin(request)
    if draft is None:
        return _introduction(request)
    return render(request, "portal/families/people.html", _context(draft))


def _begin(request: HttpRequest) -> HttpResponse:
    """Open the draft; who answers for a family with its holder says whether people join it, or form another one."""
    at = timezone.now()
    joined = family_queries.household_of(request.user) if request.POST.get("famille") == "celle-ci" else None
    try:
        draft = operations.open_draft(procedure=SLUG, by=request.user, at=at)
        if joined is not None:
            operations.save_draft(case=draft, payload=addition_to(joined).to_json(), by=request.user, at=at)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("portal:family-declaration")
    if FamilyDeclaration.from_json(draft.payload).is_addition or joined is not None:
        return redirect("portal:family-declaration")
    return redirect("portal:family-declaration-person", key=HOLDER)


def _introduction(request: HttpRequest) -> HttpResponse:
    terms = procedures.get(SLUG).terms
    return render(
        request,
        "portal/families/introduction.html",
        {
            "terms": terms,
            "service": procedures.service_of(terms.service),
            "live_case": queries.live_case_of(request.user, SLUG),
            "waits_for_key": family_queries.waits_for_key(request.user),
            "held": family_queries.held_household(request.user),
            "other_family": family_queries.household_of(request.user),
        },
    )


@with_draft
@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, draft: Case, key: str) -> HttpResponse:
    """The page of one person; what is typed is kept even when something is missing."""
    declared = FamilyDeclaration.from_json(draft.payload)
    states = context.config().family.fields
    page = people.page_of(declared, key, states, request.POST if request.method == "POST" else None)
    if page is None:
        raise Http404
    if request.method == "POST":
        return _keep(request, draft, declared, page)
    if "verifier" in request.GET:
        page = people.page_of(declared, key, states, as_typed(page.form)) or page
        page.form.told(_problems_of(declared, page.key))
    return render(request, "portal/families/person.html", _context(draft, page=page))


def _keep(request: HttpRequest, draft: Case, declared: FamilyDeclaration, page: people.Page) -> HttpResponse:
    """Save what was typed, complete or not: a new person of whom something is said is in the family from then on."""
    page.form.full_clean()
    changed = people.with_page(declared, page)
    if not page.is_new or page.form.has_changed():
        draft = operations.save_draft(case=draft, payload=changed.to_json(), by=request.user, at=timezone.now())
        page = replace(page, is_new=False)
    if page.form.told(_problems_of(changed, page.key)):
        messages.success(request, "C’est enregistré.")
        return redirect("portal:family-declaration")
    return render(request, "portal/families/person.html", _context(draft, page=page), status=422)


@with_draft
@require_http_methods(["GET", "POST"])
def remove_person(request: HttpRequest, draft: Case, key: str) -> HttpResponse:
    declared = FamilyDeclaration.from_json(draft.payload)
    listed = [one for group in people.groups(declared, ()) for one in group.people]
    leaving = next((one for one in listed if one.key == key and not one.known), None)
    if leaving is None or key == HOLDER:
        raise Http404
    if request.method == "GET":
        return render(request, "portal/families/remove.html", {"leaving": leaving})
    payload = declared.without(key).to_json()
    operations.save_draft(case=draft, payload=payload, by=request.user, at=timezone.now())
    messages.success(request, f"{leaving.name} n’est plus dans votre déclaration.")
    return redirect("portal:family-declaration")


@with_draft
@require_http_methods(["GET", "POST"])
def documents(request: HttpRequest, draft: Case) -> HttpResponse:
    """The pieces to join, from the device or from one's own space."""
    posted = request.POST.get("kind", "") if request.method == "POST" else ""
    terms = procedures.get(SLUG).terms
    kind = terms.attachment(posted) if posted else None
    if request.method == "POST" and kind is None:
        raise Http404
    received = received_piece(request, kind) if kind else None
    vault = queries.vault_for(draft, timezone.now())
    form = piece_form(kind, vault, received) if kind else None
    if kind and form and form.is_valid() and join(request, draft, kind, form):
        messages.success(request, f"« {kind.title} » est joint à votre demande.")
        return redirect("portal:family-declaration-documents")
    pieces = piece_forms(draft, vault, form, kind)
    status = 422 if form else 200
    return render(request, "portal/families/documents.html", _context(draft, pieces=pieces, form=form), status=status)


@with_draft
@require_POST
def detach(request: HttpRequest, draft: Case, pk: int) -> HttpResponse:
    attachment = get_object_or_404(draft.attachments.all(), pk=pk)
    operations.detach(attachment=attachment, by=request.user, at=timezone.now())
    messages.success(request, "La pièce n’est plus jointe. Elle reste dans vos documents.")
    return redirect("portal:family-declaration-documents")


@with_draft
@require_http_methods(["GET", "POST"])
def alone(request: HttpRequest, draft: Case) -> HttpResponse:
    """Only oneself was declared: is that meant?"""
    declared = FamilyDeclaration.from_json(draft.payload)
    if request.method == "GET":
        return render(request, "portal/families/alone.html", _context(draft))
    payload = replace(declared, alone_confirmed=True).to_json()
    operations.save_draft(case=draft, payload=payload, by=request.user, at=timezone.now())
    return redirect("portal:family-declaration-recap")


@with_draft
@require_http_methods(["GET", "POST"])
def recap(request: HttpRequest, draft: Case) -> HttpResponse:
    declared = FamilyDeclaration.from_json(draft.payload)
    if declared.is_alone and declared.is_addition:
        messages.error(request, "Ajoutez au moins une personne à votre famille.")
        return redirect("portal:family-declaration")
    if declared.is_alone and not declared.alone_confirmed:
        return redirect("portal:family-declaration-alone")
    if request.method == "POST":
        try:
            filed = operations.submit(case=draft, by=request.user, at=timezone.now())
        except (CaseIncomplete, AttachmentsMissing):
            return redirect("portal:family-declaration-recap")
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return redirect("portal:family-declaration")
        return redirect("portal:family-declaration-done", number=filed.case.number)
    pieces = queries.pieces_of(draft)
    missing = [piece.kind.title for piece in pieces if piece.is_missing]
    sections = handlers.get(SLUG).sections(draft)
    more = {"sections": sections, "pieces": pieces, "missing": missing}
    return render(request, "portal/families/recap.html", _context(draft, **more))


@login_required
@require_GET
def done(request: HttpRequest, number: str) -> HttpResponse:
    case = queries.case_of(request.user, number, on=context.local_date(timezone.now()))
    if case is None or case.procedure != SLUG:
        raise Http404
    facts = {
        "case": case,
        "service": procedures.service_of(case.service),
        "last_day": last_day(case.due_at),
        "email": request.user.email,
    }
    return render(request, "portal/families/done.html", facts)


@with_draft
@require_http_methods(["GET", "POST"])
def abandon(request: HttpRequest, draft: Case) -> HttpResponse:
    if request.method == "GET":
        return render(request, "portal/families/abandon.html", {"draft": draft})
    operations.abandon(case=draft, by=request.user, at=timezone.now())
    messages.success(request, "Votre déclaration est abandonnée. Vous pouvez la recommencer quand vous voulez.")
    return redirect("portal:case-list")


def _problems_of(declared: FamilyDeclaration, key: str) -> tuple[Problem, ...]:
    return tuple(problem for problem in _problems(declared) if problem.person == key)


def _problems(declared: FamilyDeclaration) -> tuple[Problem, ...]:
    return problems(declared, context.config().family.fields, context.local_date(timezone.now()))


def _context(draft: Case, page: people.Page | None = None, **more: object) -> dict[str, object]:
    declared = FamilyDeclaration.from_json(draft.payload)
    found = _problems(declared)
    return {
        "draft": draft,
        "terms": procedures.get(SLUG).terms,
        "steps": STEPS,
        "problems": found,
        "title": "Ajouter à ma famille" if declared.is_addition else procedures.get(SLUG).terms.title,
        "groups": people.groups(declared, found, page.key if page else ""),
        "page": page,
        "form": page.form if page else None,
        **more,
    }
