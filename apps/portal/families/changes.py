"""What changes in a family, on one page for each: a member, the address, a birth, the days of a child."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from apps.casework import custody as custody_procedure
from apps.casework import family_change, operations
from apps.casework.errors import NotInTwoFamilies, TargetUnknown
from apps.casework.family_change import ADDRESS as ADDRESS_KEY
from apps.casework.family_change import Target
from apps.design.forms import FileInput, SplitDateField
from apps.documents.models import Document
from apps.documents.operations import deposit
from apps.documents.queries import kept_by
from apps.families import proposal, queries
from apps.families.enums import Sex
from apps.families.errors import ProposalIncomplete
from apps.portal.attachments import ACCEPTED
from apps.portal.families.family import child_of
from apps.portal.families.fields import (
    ADDRESS,
    BIRTH_HIDEABLE,
    BIRTH_PLACE,
    EARLIEST,
    IDENTITY,
    WORK,
    AddressFields,
    BirthFields,
    PersonForm,
    text,
)
from apps.portal.families.forms import AdultForm
from apps.portal.families.offered import where_offered
from apps.portal.families.proposing import ProposalForm
from core.custody import Homes
from core.errors import DomainError
from tenants import context

DETAILS = ("phone", "mobile", "email")


class AdultChangeForm(AdultForm):
    sections = (("Identité", (*IDENTITY, *BIRTH_PLACE)), ("Coordonnées", DETAILS), ("Situation professionnelle", WORK))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("ex_directory", "refuses_sms", "refuses_email"):
            self.fields.pop(name, None)


class ChildChangeForm(PersonForm, BirthFields):
    usual_name = text("Nom d’usage")
    birth_name = text("Nom de naissance")
    first_names = text("Prénom(s)", length=150)
    sex = forms.ChoiceField(label="Sexe", choices=Sex.choices, required=False, widget=forms.RadioSelect)
    birth_date = SplitDateField(label="Date de naissance", required=False, earliest=EARLIEST)

    hideable = BIRTH_HIDEABLE
    always = ("usual_name", "first_names", "sex", "birth_date")
    sections = (("Identité", ("usual_name", "birth_name", "first_names", "sex", "birth_date", *BIRTH_PLACE)),)
    autocomplete = dict.fromkeys(("usual_name", "first_names"), "off")


class AddressChangeForm(PersonForm, AddressFields):
    always = ("street", "postal_code", "city", "country")
    sections = (("La nouvelle adresse", ("address_search", *ADDRESS)),)


@login_required
@require_http_methods(["GET", "POST"])
@where_offered(family_change.SLUG)
def member_change(request: HttpRequest, key: str) -> HttpResponse:
    """Correct the record of a member of the family, or its address; a birth is a record that becomes complete."""
    try:
        target = family_change.target_of(request.user, key)
    except TargetUnknown:
        raise Http404 from None
    form = _form(target, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        answer = _filed(request, target, form)
        if answer is not None:
            return answer
    facts = {"target": target, "form": form, "title": _title(target)}
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


def _form(target: Target, data: Mapping[str, Any] | None) -> PersonForm:
    states = context.config().family.fields
    if target.key == ADDRESS_KEY:
        return AddressChangeForm(data, states=states, initial=target.value("address"))
    kind = ChildChangeForm if target.is_child else AdultChangeForm
    fields = kind.base_fields
    return kind(data, states=states, initial={name: getattr(target.person, name, None) for name in fields})


def _title(target: Target) -> str:
    if target.person is None:
        return "Votre famille déménage"
    if target.person.is_expected:
        return "Déclarer la naissance"
    return f"Modifier la fiche de {target.name}"


def _filed(request: HttpRequest, target: Target, form: PersonForm) -> HttpResponse | None:
    """File what changed, or put what is wrong beside its field."""
    form.full_clean()
    for name in form.always:
        if name in form.fields and name not in form.errors and form.value(name) in ("", None):
            form.add_error(name, "Remplissez ce champ.")
    born = form.cleaned_data.get("birth_date")
    if born is not None and born > context.local_date(timezone.now()):
        form.add_error("birth_date", "La date de naissance ne peut pas être dans le futur.")
    if form.errors:
        return None
    at = timezone.now()
    try:
        payload = family_change.payload_of(target, _values(target, form))
        case = operations.file_at_once(procedure=family_change.SLUG, payload=payload, by=request.user, at=at)
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, f"Votre demande n° {case.number} est partie : la mairie met la fiche à jour.")
    return redirect("portal:case", number=case.number)


def _values(target: Target, form: PersonForm) -> dict[str, Any]:
    if target.key == ADDRESS_KEY:
        return {"address": form.address().to_json()}
    names = [name for name in form.fields if name in family_change.LABELS]
    return {name: form.value(name, None if name == "birth_date" else "") for name in names}


@login_required
@require_http_methods(["GET", "POST"])
@where_offered(custody_procedure.SLUG)
def custody(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose the days of a child between its two homes, the judgment joined; the calendar is seen before it leaves."""
    child = child_of(request, pk)
    try:
        custody_procedure.homes_of(request.user, child)
    except NotInTwoFamilies:
        raise Http404 from None
    uploads = context.config().uploads
    form = ProposalForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        initial={"holidays": proposal.NO_SHARING},
        vault=kept_by(request.user, timezone.now(), without=Document.objects.none()),
    )
    accept = ",".join(ACCEPTED[file_type] for file_type in uploads.types)
    form.fields["judgment"].widget = FileInput(max_mb=uploads.max_mb, accept=accept)
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
                title=f"Jugement ou convention, {child.full_name}",
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
