"""The form of each thing a family asks to change, and what was typed in it as the request keeps it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms import BoundField

from apps.casework.family_targets import (
    LABELS,
    SHARED,
    TIE,
    BenefitTarget,
    ChildTarget,
    ContactTarget,
    HomeTarget,
    Target,
    address_values,
)
from apps.design.birth import BIRTH_PLACE
from apps.design.families import AddressForm, AdultForm, BenefitForm, ChildRecordForm, ContactForm
from apps.design.forms import FileInput
from apps.design.people import ADDRESS, BENEFIT, YES_NO, PersonForm, SharedAddressFields, choice
from apps.documents.models import Document
from apps.families.declaration import CO_REPRESENTATIVE, HOLDER
from apps.families.enums import MemberRole, Quality
from apps.families.models import Person
from apps.portal.attachments import ACCEPTED
from apps.portal.received import KeptField, Received
from communes_config.schema import AttachmentKind
from tenants import context

PIECE, KEPT = "piece-", "-kept"
OWN = LABELS.keys() - set(ADDRESS)  # the number of a street is none of a benefits office


class ChildChangeForm(ChildRecordForm, SharedAddressFields):
    """A child who is born: its record, its own address, and what each adult of the household is to it."""

    def __init__(self, *args: Any, adults: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.adults = adults
        names = []
        for adult in adults:
            self.fields[f"{TIE}{adult.pk}-quality"] = choice(f"Qualité de {adult}", Quality.choices)
            self.fields[f"{TIE}{adult.pk}-authority"] = forms.ChoiceField(
                label=f"{adult} a l’autorité parentale", choices=YES_NO, required=False, widget=forms.RadioSelect
            )
            names += [f"{TIE}{adult.pk}-quality", f"{TIE}{adult.pk}-authority"]
        self.sections = (
            *ChildRecordForm.sections,
            ("Lien avec les parents", tuple(names)),
            ("Adresse", ("shares_address", "address_search", *ADDRESS)),
        )

    def complete(self, today: Any) -> bool:
        super().complete(today)
        if not self.value("shares_address", False):
            for name in ("street", "postal_code", "city"):
                if not getattr(self.address(), name) and name not in self.errors:
                    self.add_error(name, "Remplissez ce champ, ou cochez l’adresse du titulaire.")
        for adult in self.adults:
            quality, authority = (self.value(f"{TIE}{adult.pk}-{part}") for part in ("quality", "authority"))
            if bool(quality) != bool(authority):
                missing = "quality" if authority else "authority"
                self.add_error(f"{TIE}{adult.pk}-{missing}", "Répondez aux deux questions sur cet adulte.")
        return not self.errors

    def ties(self) -> dict[str, Any]:
        """Return what was answered about each adult; a question left empty changes nothing."""
        return {
            f"{TIE}{adult.pk}": {
                "quality": self.value(f"{TIE}{adult.pk}-quality"),
                "authority": self.value(f"{TIE}{adult.pk}-authority") == "oui",
            }
            for adult in self.adults
            if self.value(f"{TIE}{adult.pk}-quality")
        }


def form_of(target: Target, received: Received | None) -> PersonForm:
    """Return the form of what changes, with what the commune knows in it."""
    sent = {"data": received.data, "files": received.files} if received else {}
    given: dict[str, Any] = {**sent, "states": context.config().family.fields}
    if isinstance(target, HomeTarget):
        return AddressForm(**given, initial=target.value("address"))
    if isinstance(target, ContactTarget):
        return ContactForm(**given, initial=_of_contact(target))
    if isinstance(target, BenefitTarget):
        return _benefit_form(target, given)
    kind = ChildRecordForm if target.is_child else AdultForm
    initial = {name: getattr(target.person, name, None) for name in kind.base_fields}
    if not isinstance(target, ChildTarget) or target.person.is_expected:
        return kind(**given, initial=initial)
    return ChildChangeForm(**given, adults=target.adults, initial={**initial, **_of_child(target)})


def values_of(target: Target, form: PersonForm) -> dict[str, Any]:
    """Return what was typed as it is kept in a request."""
    if isinstance(target, HomeTarget):
        return {"address": form.address().to_json()}
    if isinstance(form, BenefitForm):
        blank = {"dependent_children": None}
        return {name: form.value(field, blank.get(field, "")) for field, name in _BENEFIT if field in form.fields}
    names = [name for name in form.fields if name in OWN]
    values = {name: form.value(name, None if name == "birth_date" else "") for name in names}
    if any(values[name] != target.value(name) for name in BIRTH_PLACE if name in values):
        values["birth_place_code"] = form.birth_place_code
    if isinstance(form, ContactForm):
        return {**values, "home": _home_of(form)}
    if isinstance(form, ChildChangeForm):
        own = None if form.value("shares_address", False) else form.address().to_json()
        return {**values, **form.ties(), "own_address": own}
    return values


def ask_pieces(form: PersonForm, pieces: Sequence[AttachmentKind], received: Received | None) -> list[BoundField]:
    """Add to the form the pieces that the change calls for, keep those that came, and return their fields."""
    uploads = context.config().uploads
    accept = ",".join(ACCEPTED[file_type] for file_type in uploads.types)
    names: list[str] = []
    for piece in pieces:
        name = f"{PIECE}{piece.slug}"
        if received:
            received.keep(name, chosen_as=f"{name}{KEPT}", kind=piece.document_kind, title=piece.title)
        kept = kept_for(piece, received)
        if kept:
            form.fields[f"{name}{KEPT}"] = KeptField(kept, label=f"{piece.title} : votre fichier est gardé")
            names.append(f"{name}{KEPT}")
        form.fields[name] = forms.FileField(
            label=f"{piece.title} : un fichier à sa place" if kept else piece.title,
            help_text=piece.help,
            required=piece.required and not kept,
            widget=FileInput(max_mb=uploads.max_mb, accept=accept),
        )
        names.append(name)
    return [form[name] for name in names]


def kept_for(piece: AttachmentKind, received: Received | None) -> QuerySet[Document]:
    """Return what came for a piece before the page came back."""
    if received is None:
        return Document.objects.none()
    return received.kept(f"{PIECE}{piece.slug}{KEPT}", piece.document_kind)


_BENEFIT = tuple((name, name.removeprefix("benefit_")) for name in BENEFIT)


def _benefit_form(target: BenefitTarget, given: dict[str, Any]) -> BenefitForm:
    form = BenefitForm(**given, initial={field: target.value(name) for field, name in _BENEFIT})
    if "benefit_member" in form.fields:
        keys = {MemberRole.HOLDER: HOLDER, MemberRole.CO_REPRESENTATIVE: CO_REPRESENTATIVE}
        adults = target.household.members.exclude(role=MemberRole.CHILD).select_related("person").order_by("pk")
        members = [(keys[MemberRole(one.role)], str(one.person)) for one in adults]
        form.fields["benefit_member"].choices = [("", "Choisissez"), *members]
    return form


def _of_contact(target: ContactTarget) -> dict[str, Any]:
    contact = target.contact
    own = address_values(contact.own_address) if contact.own_address else {}
    return {
        **{name: getattr(contact, name) for name in ContactForm.base_fields if name in OWN},
        **own,
        "shares_address": contact.shares_address,
    }


def _home_of(form: ContactForm) -> Any:
    declared = form.declared("")
    if declared.shares_address:
        return SHARED
    return declared.address.to_json() if declared.address else None


def _of_child(target: ChildTarget) -> dict[str, Any]:
    own = target.value("own_address")
    initial: dict[str, Any] = {"shares_address": own is None, **(own or {})}
    for adult in target.adults:
        tie = target.value(f"{TIE}{adult.pk}")
        if tie:
            initial[f"{TIE}{adult.pk}-quality"] = tie["quality"]
            initial[f"{TIE}{adult.pk}-authority"] = "oui" if tie["authority"] else "non"
    return initial
