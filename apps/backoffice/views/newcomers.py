"""An adult or a child who joins a family the town hall knows, written at the desk."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from apps.accounts.permissions import Permission
from apps.backoffice.access import AgentRequest, requires
from apps.backoffice.corrections import Correction, corrected
from apps.backoffice.forms import members as forms
from apps.backoffice.views.members import home_of, states, today, typed, way_back
from apps.casework.family import addition_to
from apps.design.people import PersonForm
from apps.families import operations
from apps.families.completeness import problems
from apps.families.declaration import CO_REPRESENTATIVE, DeclaredChild, FamilyDeclaration
from apps.families.enums import MemberRole

NEW_CHILD = "nouveau"


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_FAMILIES)
def adult_new(request: AgentRequest, pk: int) -> HttpResponse:
    """Add the second adult, with what they are to each child."""
    home = home_of(pk)
    known = addition_to(home)
    if known.co_representative is not None:
        messages.error(request, "Cette famille a déjà deux adultes : notez d’abord le départ de l’un d’eux.")
        return redirect("backoffice:family", pk=pk)
    children = [member.person for member in home.members.all() if member.role == MemberRole.CHILD]
    initial = {"version": home.version, "shares_address": True}
    form = forms.NewAdultDesk(typed(request), states=states(), children=children, initial=initial)
    page = Correction(
        title="Ajouter un adulte à la famille",
        lead="Une fois ajouté, vous pourrez lui remettre une clé pour relier son compte.",
        form=form,
        version=home.version,
        check=lambda: _tell(form, replace(known, co_representative=form.declared()), CO_REPRESENTATIVE),
        keep=lambda: operations.add_adult(
            household=home,
            declared=form.declared(),
            ties=form.ties(),
            by=request.user,
            at=timezone.now(),
            **form.said(),
        ),
        said="L’adulte est ajouté à la famille.",
        consequences=("Cette personne devient co-représentante : son compte, une fois relié, verra toute la famille.",),
        **way_back(home),
    )
    return corrected(request, page)


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_FAMILIES)
def child_new(request: AgentRequest, pk: int) -> HttpResponse:
    """Add a child, with what each adult of the family is to it."""
    home = home_of(pk)
    known = addition_to(home)
    initial = {**forms.NewChildDesk.initial_of(DeclaredChild(key=NEW_CHILD)), "version": home.version}
    form = forms.NewChildDesk(typed(request), states=states(), declaration=known, initial=initial)
    page = Correction(
        title="Ajouter un enfant à la famille",
        lead="Si une autre famille a déjà cet enfant, le rapprochement vous sera proposé.",
        form=form,
        version=home.version,
        check=lambda: _tell(form, known.with_child(form.declared(NEW_CHILD)), NEW_CHILD),
        keep=lambda: operations.add_members(
            household=home,
            declaration=known.with_child(form.declared(NEW_CHILD)),
            by=request.user,
            at=timezone.now(),
            **form.said(),
        ),
        said="L’enfant est ajouté à la famille.",
        consequences=("Les adultes de cette famille verront l’enfant et pourront l’inscrire.",),
        **way_back(home),
    )
    return corrected(request, page)


def _tell(form: PersonForm, declaration: FamilyDeclaration, person: str) -> None:
    """Hold what an agent writes to the rules of a family's own declaration."""
    found = problems(declaration, states(), today())
    form.told(tuple(problem for problem in found if problem.person == person))
