"""Who pays for a family beside it: added, changed from a day on, ended."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from apps.accounts.permissions import Permission
from apps.backoffice.access import AgentRequest, requires
from apps.backoffice.corrections import Correction, corrected
from apps.backoffice.forms.payers import PayerEndForm, PayerForm, PayerPartForm
from apps.backoffice.views.members import home_of, today, typed, way_back
from apps.families import operations
from apps.families.enums import MemberRole
from apps.families.models import Household, PayerShare
from apps.families.queries import payer_shares_of

NO_DOOR = "Payer n’ouvre aucun droit : ce payeur n’a pas de compte et ne voit rien de la famille."


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_FAMILIES)
def payer_new(request: AgentRequest, pk: int) -> HttpResponse:
    home = home_of(pk)
    children = [member.person for member in home.members.all() if member.role == MemberRole.CHILD]
    initial = {"version": home.version, "percent": 100, "starts_on": today()}
    form = PayerForm(typed(request), children=children, initial=initial)
    page = Correction(
        title="Ajouter un payeur",
        lead="Un organisme ou une personne qui paie tout ou partie à la place de la famille.",
        form=form,
        version=home.version,
        keep=lambda: operations.add_payer(
            household=home,
            payer=form.payer,
            share=form.share,
            reference=form.cleaned_data["reference"],
            by=request.user,
            at=timezone.now(),
            **form.said(),
        ),
        said="Le payeur est ajouté à la famille.",
        consequences=(NO_DOOR, "L’autre famille d’un enfant de parents séparés ne le voit pas."),
        **way_back(home),
    )
    return corrected(request, page)


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_FAMILIES)
def payer_change(request: AgentRequest, pk: int, share_pk: int) -> HttpResponse:
    home = home_of(pk)
    share = _share(home, share_pk)
    form = PayerPartForm(typed(request), initial={"version": home.version, "percent": share.percent})
    page = Correction(
        title=f"Changer la part de {share.payer}",
        lead=f"Aujourd’hui : {share.percent} %, {_whose(share)}.",
        form=form,
        version=home.version,
        keep=lambda: operations.change_payer(
            share=share,
            percent=form.cleaned_data["percent"],
            from_day=form.cleaned_data["from_day"],
            by=request.user,
            at=timezone.now(),
            **form.said(),
        ),
        said=f"La part de {share.payer} est changée.",
        **way_back(home),
    )
    return corrected(request, page)


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_FAMILIES)
def payer_end(request: AgentRequest, pk: int, share_pk: int) -> HttpResponse:
    home = home_of(pk)
    share = _share(home, share_pk)
    form = PayerEndForm(typed(request), initial={"version": home.version})
    page = Correction(
        title=f"{share.payer} cesse de payer",
        lead=f"{share.percent} %, {_whose(share)}, depuis le {share.starts_on:%d/%m/%Y}.",
        form=form,
        version=home.version,
        keep=lambda: operations.end_payer(
            share=share, ends_on=form.ends_on, by=request.user, at=timezone.now(), **form.said()
        ),
        said=f"La fin de la part de {share.payer} est notée.",
        consequences=("À partir du lendemain, la famille paie cette part elle-même.",),
        button="Noter cette fin",
        is_removal=True,
        **way_back(home),
    )
    return corrected(request, page)


def _share(home: Household, pk: int) -> PayerShare:
    share: PayerShare = get_object_or_404(payer_shares_of(home), pk=pk)
    return share


def _whose(share: PayerShare) -> str:
    return f"pour {share.child}" if share.child else "pour toute la famille"
