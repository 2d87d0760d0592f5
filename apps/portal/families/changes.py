"""What changes in a family, on one page for each: a member, the address, a birth, the days of a child."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.forms import BoundField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from apps.casework import custody as custody_procedure
from apps.casework import family_change, operations
from apps.casework.errors import NothingChanged, NotInTwoFamilies, TargetUnknown
from apps.casework.family_targets import CONTACT, BenefitTarget, HomeTarget, Target, target_of
from apps.casework.models import Case
from apps.design.forms import FileInput
from apps.design.people import PersonForm
from apps.documents.models import Document
from apps.documents.operations import deposit
from apps.documents.queries import kept_by
from apps.families import proposal, queries
from apps.families.errors import NoAuthority, ProposalIncomplete
from apps.families.models import Person
from apps.portal.attachments import ACCEPTED
from apps.portal.families import changing
from apps.portal.families.family import child_of
from apps.portal.families.offered import where_offered
from apps.portal.families.proposing import ProposalForm
from apps.portal.received import Received
from communes_config.schema import AttachmentKind
from core.custody import Homes
from core.errors import DomainError
from tenants import context


@login_required
@require_http_methods(["GET", "POST"])
@where_offered(family_change.SLUG)
def member_change(request: HttpRequest, key: str) -> HttpResponse:
    """Correct the record of a member of the family, or its address; a birth is a record that becomes complete."""
    try:
        target = target_of(request.user, key)
    except TargetUnknown:
        raise Http404 from None
    received = Received(request, timezone.now()) if request.method == "POST" else None
    form = changing.form_of(target, received)
    if _is_birth(target):
        asked = changing.ask_pieces(form, family_change.pieces_for(target, {"birth_date"}), received)
    else:
        asked = []
    if received:
        answer, asked = _filed(request, target, form, received)
        if answer is not None:
            return answer
    facts = {
        "target": target,
        "form": form,
        "title": _title(target),
        "lead": _lead(target),
        "pieces": asked,
        "may_ask": family_change.pieces_it_may_call_for(target),
    }
    return render(request, "portal/families/change.html", facts, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
@where_offered(family_change.SLUG)
def birth(request: HttpRequest, pk: int) -> HttpResponse:
    """The child that was expected is born; once that is known, the address leads to the child's page."""
    child = child_of(request, pk)
    if not child.is_expected:
        return redirect("portal:child", pk=pk)
    return member_change(request, key=str(pk))


@login_required
@require_http_methods(["GET", "POST"])
def contact_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a contact, and what they may do."""
    return member_change(request, key=f"{CONTACT}{pk}")


def _is_birth(target: Target) -> bool:
    return target.person is not None and target.person.is_expected


def _title(target: Target) -> str:
    if isinstance(target, HomeTarget):
        return "Votre famille déménage"
    if isinstance(target, BenefitTarget):
        return "Vos informations d’allocataire"
    if _is_birth(target):
        return "Déclarer la naissance"
    return f"Modifier la fiche de {target.name}"


def _lead(target: Target) -> str:
    if isinstance(target, HomeTarget):
        return "Les membres qui partagent l’adresse du foyer suivront ; ceux qui ont la leur n’en changent pas."
    if isinstance(target, BenefitTarget):
        return "Le numéro est chiffré ; seul le service qui tient votre fiche le lit."
    if _is_birth(target):
        return (
            "Donnez le nom, le prénom et la date de naissance : la mairie met la fiche à jour et les inscriptions "
            "s’ouvrent."
        )
    return "Corrigez ce qui a changé : la mairie compare l’ancien et le nouveau, puis met la fiche à jour."


def _filed(
    request: HttpRequest, target: Target, form: PersonForm, received: Received
) -> tuple[HttpResponse | None, list[BoundField]]:
    """File what changed with its pieces; or put what is wrong beside its field, and ask the pieces."""
    is_complete = form.complete(context.local_date(timezone.now()))
    try:
        payload = family_change.payload_of(target, changing.values_of(target, form))
    except NothingChanged as refusal:
        if is_complete:
            form.add_error(None, str(refusal))
        return None, []
    pieces = family_change.pieces_for(target, payload["answers"])
    fields = changing.ask_pieces(form, pieces, received)
    if not is_complete or not _joined(form, pieces, received):
        return None, fields
    try:
        case = _file(request, payload, pieces, received)
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return None, fields
    messages.success(request, f"Votre demande n° {case.number} est partie : la mairie met la fiche à jour.")
    return redirect("portal:case", number=case.number), fields


def _joined(form: PersonForm, pieces: Sequence[AttachmentKind], received: Received) -> bool:
    """Whether each piece that must come is there; what lacks is said beside its field."""
    for piece in pieces:
        name = f"{changing.PIECE}{piece.slug}"
        if piece.required and name not in received.files and not changing.kept_for(piece, received):
            form.add_error(name, f"Joignez la pièce : {piece.title.lower()}.")
    return not form.errors


@transaction.atomic
def _file(request: HttpRequest, payload: dict[str, Any], pieces: Sequence[AttachmentKind], received: Received) -> Case:
    at = timezone.now()
    documents: dict[str, Document] = {}
    for piece in pieces:
        if file := received.files.get(f"{changing.PIECE}{piece.slug}"):
            kept = deposit(owner=request.user, file=file, kind=piece.document_kind, title=piece.title, at=at)
        else:
            kept = changing.kept_for(piece, received).first()
        if kept:
            documents[piece.slug] = kept
    return operations.file_at_once(
        procedure=family_change.SLUG, payload=payload, by=request.user, at=at, pieces=documents
    )


@login_required
@require_http_methods(["GET", "POST"])
@where_offered(custody_procedure.SLUG)
def custody(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose the days of a child between its two homes, the judgment joined; the calendar is seen before it leaves."""
    child = child_of(request, pk)
    try:
        custody_procedure.check_proposal(request.user, child)
    except NotInTwoFamilies:
        raise Http404 from None
    except NoAuthority as refusal:
        messages.error(request, str(refusal))
        return redirect("portal:child", pk=pk)
    uploads = context.config().uploads
    received = Received(request, timezone.now()) if request.method == "POST" else None
    if received:
        received.keep(
            "judgment", chosen_as="document", kind=custody_procedure.JUDGMENT, title=_title_of_judgment(child)
        )
    form = ProposalForm(
        received.data if received else None,
        received.files if received else None,
        initial={"holidays": proposal.NO_SHARING},
        vault=kept_by(request.user, timezone.now(), without=Document.objects.none()),
    )
    accept = ",".join(ACCEPTED[file_type] for file_type in uploads.types)
    form.fields["judgment"].widget = FileInput(max_mb=uploads.max_mb, accept=accept)
    if received and received.told("document"):
        form.fields["document"].help_text = received.told("document")
    facts: dict[str, Any] = {"child": child, "form": form}
    if request.method == "POST" and form.is_valid() and form.arrangement is not None:
        if "envoyer" in request.POST and (answer := _proposed(request, child.pk, form)):
            return answer
        first = form.cleaned_data["starts_on"]
        names = queries.Names(homes=custody_procedure.OWN_HOMES, short=Homes(a="Vous", b="Autre"))
        facts["names"] = names
        facts["preview"] = queries.preview(form.arrangement, names, first, context.local_date(timezone.now()))
        facts["sentences"] = queries.sentences_of(form.arrangement, names)
        facts["warnings"] = queries.warnings_of(form.arrangement, names, first)
    return render(request, "portal/families/custody.html", facts, status=422 if form.errors else 200)


def _title_of_judgment(child: Person) -> str:
    return f"Jugement ou convention, {child.full_name}"


def _proposed(request: HttpRequest, pk: int, form: ProposalForm) -> HttpResponse | None:
    at = timezone.now()
    child = child_of(request, pk)
    file, document = form.cleaned_data.get("judgment"), form.cleaned_data.get("document")
    if not (file or document):
        form.add_error("judgment", "Joignez le jugement ou la convention.")
        return None
    try:
        payload = custody_procedure.payload_of(child, form.cleaned_data, form.cleaned_data["starts_on"])
        if file:
            document = deposit(
                owner=request.user,
                file=file,
                kind=custody_procedure.JUDGMENT,
                title=_title_of_judgment(child),
                at=at,
            )
        case = operations.file_at_once(
            procedure=custody_procedure.SLUG,
            payload=payload,
            by=request.user,
            at=at,
            pieces={custody_procedure.JUDGMENT: document},
        )
    except ProposalIncomplete as missing:
        form.add_error(str(missing.context["field"]), str(missing))
    except DomainError as refusal:
        form.add_error("judgment", str(refusal))
    else:
        messages.success(request, f"Votre demande n° {case.number} est partie avec sa pièce.")
        return redirect("portal:case", number=case.number)
    return None
