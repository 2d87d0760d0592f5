"""One form for each kind of person; what is asked, and what must be answered, is the commune's choice."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Final

from django import forms
from django.db.models import QuerySet
from django.forms.boundfield import BoundField
from django.forms.widgets import MultiWidget
from django.urls import reverse

from apps.accounts.enums import Civility
from apps.design.forms import AddressSearchInput, FileInput, Form, SplitDateField
from apps.documents.models import Document
from apps.families.completeness import Problem
from apps.families.declaration import (
    CO_REPRESENTATIVE,
    HOLDER,
    DeclaredAddress,
    DeclaredAdult,
    DeclaredBenefit,
    DeclaredChild,
    DeclaredContact,
    DeclaredTie,
    FamilyDeclaration,
)
from apps.families.enums import BenefitBody, BenefitScheme, ContactLink, Quality, Sex
from apps.portal.accounts.addresses import read_line
from apps.portal.accounts.fields import PhoneField
from communes_config.schema import AttachmentKind, FieldState, Uploads, UploadType

FILLED_BY_SEARCH: Final = ("number", "street", "postal_code", "city")
ADDRESS: Final = ("number", "street", "building", "apartment", "complement", "postal_code", "city", "country")
IDENTITY: Final = ("civility", "usual_name", "birth_name", "first_names", "birth_date")
BIRTH_PLACE: Final = ("birth_commune", "birth_department", "birth_country")
CONTACT_DETAILS: Final = ("phone", "ex_directory", "mobile", "refuses_sms", "email", "refuses_email")
WORK: Final = ("profession", "employer", "work_phone")
BENEFIT: Final = ("benefit_member", "benefit_scheme", "benefit_body", "benefit_number", "dependent_children")
YES_NO: Final = (("oui", "Oui"), ("non", "Non"))
EARLIEST: Final = date(1900, 1, 1)
ACCEPTED: Final = {UploadType.PDF: ".pdf", UploadType.JPEG: ".jpg,.jpeg,.heic,.heif", UploadType.PNG: ".png"}


def _text(label: str, *, length: int = 100, help_text: str = "", **attrs: str) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, required=False, help_text=help_text, widget=_input(attrs))


def _input(attrs: Mapping[str, str]) -> forms.TextInput:
    return forms.TextInput(attrs=dict(attrs))


def _choice(label: str, choices: Any, help_text: str = "") -> forms.ChoiceField:
    options = [("", "Choisissez"), *choices]
    return forms.ChoiceField(label=label, choices=options, required=False, help_text=help_text)


@dataclass(frozen=True, kw_only=True)
class FormSection:
    """Fields under one title; `folded` ones are shown on demand."""

    title: str
    lines: tuple[BoundField, ...]
    folded: tuple[BoundField, ...] = ()
    is_open: bool = False


class PersonForm(Form):
    """Keeps what is typed even when something is missing; what is missing is told by the declaration's own rules."""

    hideable: ClassVar[Mapping[str, str]] = {}
    always: ClassVar[tuple[str, ...]] = ()
    sections: ClassVar[tuple[tuple[str, tuple[str, ...]], ...]] = ()

    def __init__(self, *args: Any, states: Mapping[str, FieldState], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([name for _, names in self.sections for name in names])
        if "address_search" in self.fields:
            search = AddressSearchInput(reverse("portal:address-search"), fills=FILLED_BY_SEARCH)
            self.fields["address_search"].widget = search
        for name, option in self.hideable.items():
            state = states.get(option, FieldState.OPTIONAL)
            if name in self.fields and state == FieldState.HIDDEN:
                del self.fields[name]
            elif name in self.fields and state == FieldState.REQUIRED:
                self._require(name)
        for name in self.always:
            if name in self.fields:
                self._require(name)

    def _require(self, name: str) -> None:
        if not isinstance(self.fields[name], forms.BooleanField):
            self.fields[name].required = True

    def full_clean(self) -> None:
        """A compulsory field is only marked as such: the declaration's rules say what is missing, in their words."""
        marked = [field for field in self.fields.values() if field.required]
        for field in marked:
            field.required = False
        super().full_clean()
        for field in marked:
            field.required = True

    def value(self, name: str, default: Any = "") -> Any:
        """What was typed in a field, as it is kept; the default when it is hidden or unreadable."""
        found = self.cleaned_data.get(name)
        return default if found is None else found

    def told(self, problems: tuple[Problem, ...]) -> bool:
        """Put each problem beside its field; return whether nothing is wrong."""
        for problem in problems:
            name = problem.field if problem.field in self.fields else self._nearest(problem.field)
            message = problem.message[:1].upper() + problem.message[1:] + "."
            if name not in self.errors:
                self.add_error(name, message)
        return not self.errors

    def _nearest(self, name: str) -> str | None:
        return "street" if name == "address" and "street" in self.fields else None

    def groups(self) -> list[FormSection]:
        """The visible fields by section, in the order of the screen; an address that may be shared is folded."""
        return [section for section in map(self._section, self.sections) if section.lines]

    def _section(self, described: tuple[str, tuple[str, ...]]) -> FormSection:
        title, names = described
        lines = [self[name] for name in names if name in self.fields]
        if "shares_address" not in names or "shares_address" not in self.fields:
            return FormSection(title=title, lines=tuple(lines))
        return FormSection(title=title, lines=tuple(lines[:1]), folded=tuple(lines[1:]), is_open=self._is_elsewhere())

    def _is_elsewhere(self) -> bool:
        """Whether another address was begun, or must be."""
        if self["shares_address"].value():
            return False
        return any(self[name].value() or self[name].errors for name in ("street", "postal_code", "city"))

    def address(self) -> DeclaredAddress:
        """The address in its own fields, or read in the search line when they were left empty."""
        written = {name: self.value(name) for name in ADDRESS if name in self.fields}
        if self.value("address_search") and not any(written.get(name) for name in FILLED_BY_SEARCH):
            written |= read_line(self.value("address_search"))
        return DeclaredAddress(**written)


class AddressFields(Form):
    address_search = forms.CharField(
        label="Chercher l’adresse",
        max_length=200,
        required=False,
        help_text="Commencez à écrire et choisissez dans la liste. Sinon, remplissez les champs dessous.",
    )
    number = _text("Numéro", length=12, help_text="Par exemple 12 ou 12 bis.")
    street = _text("Nom de la voie", length=160)
    building = _text("Bâtiment", length=80)
    apartment = _text("Appartement", length=80)
    complement = _text("Complément", length=160)
    postal_code = _text("Code postal", length=12)
    city = _text("Ville")
    country = _text("Pays", length=80)


class SharedAddressFields(AddressFields):
    shares_address = forms.BooleanField(
        label="Habite à l’adresse du titulaire",
        required=False,
        help_text="Cochez plutôt que de recopier : si le titulaire déménage, l’adresse suivra.",
    )


class BirthFields(Form):
    birth_commune = _text("Commune de naissance")
    birth_department = _text("Département de naissance")
    birth_country = _text("Pays de naissance")


_BIRTH_HIDEABLE: Final = {"birth_name": "birth_name", **dict.fromkeys(BIRTH_PLACE, "birth_place")}


class AdultForm(PersonForm, BirthFields):
    civility = _choice("Civilité", Civility.choices)
    usual_name = _text("Nom d’usage")
    birth_name = _text("Nom de naissance")
    first_names = _text("Prénom(s)", length=150)
    birth_date = SplitDateField(label="Date de naissance", required=False, earliest=EARLIEST)
    phone = PhoneField(label="Téléphone", required=False)
    ex_directory = forms.BooleanField(label="Ce numéro est sur liste rouge", required=False)
    mobile = PhoneField(label="Téléphone portable", required=False)
    refuses_sms = forms.BooleanField(label="Je ne veux pas de SMS", required=False)
    email = forms.EmailField(label="Courriel", required=False)
    refuses_email = forms.BooleanField(label="Je ne veux pas de courriels d’information", required=False)
    profession = _text("Profession")
    employer = _text("Employeur")
    work_phone = PhoneField(label="Téléphone professionnel", required=False)

    hideable = {
        **_BIRTH_HIDEABLE,
        "birth_date": "birth_date",
        **{name: name for name in (*CONTACT_DETAILS, *WORK)},
    }
    always = ("civility", "usual_name", "first_names")

    def _require(self, name: str) -> None:
        if name not in ("birth_department", "birth_country"):
            super()._require(name)

    def adult(self, address: DeclaredAddress | None) -> DeclaredAdult:
        names = ("civility", "usual_name", "birth_name", "first_names", *BIRTH_PLACE, *CONTACT_DETAILS, *WORK)
        values = {name: self.value(name) for name in names if name in self.fields}
        return DeclaredAdult(**values, birth_date=self.value("birth_date", None), address=address)


class HolderForm(AdultForm, AddressFields):
    benefit_member = _choice("Membre allocataire", ())
    benefit_scheme = _choice("Régime allocataire", BenefitScheme.choices)
    benefit_body = _choice("Organisme allocataire", BenefitBody.choices)
    benefit_number = _text("Numéro d’allocataire", length=30)
    dependent_children = forms.IntegerField(
        label="Nombre d’enfants à charge", required=False, min_value=0, max_value=20
    )

    hideable = {**AdultForm.hideable, **{name: name for name in BENEFIT}}
    always = (*AdultForm.always, "street", "postal_code", "city", "country")
    sections = (
        ("Identité", (*IDENTITY, *BIRTH_PLACE)),
        ("Adresse", ("address_search", *ADDRESS)),
        ("Coordonnées", CONTACT_DETAILS),
        ("Situation professionnelle", WORK),
        ("Informations d’allocataire", BENEFIT),
    )

    def __init__(self, *args: Any, declaration: FamilyDeclaration, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.before = declaration
        if "benefit_member" in self.fields:
            second = declaration.co_representative
            members = [(HOLDER, declaration.holder.full_name or "Le titulaire du compte")]
            if second is not None:
                members.append((CO_REPRESENTATIVE, second.full_name or "Le co-représentant"))
            self.fields["benefit_member"].choices = [("", "Choisissez"), *members]

    @staticmethod
    def initial_of(declaration: FamilyDeclaration) -> dict[str, Any]:
        benefit = declaration.benefit
        return {
            **_fields_of(declaration.holder),
            **_fields_of(declaration.holder.address or DeclaredAddress()),
            "benefit_member": benefit.member,
            "benefit_scheme": benefit.scheme,
            "benefit_body": benefit.body,
            "benefit_number": benefit.number,
            "dependent_children": benefit.dependent_children,
        }

    def benefit(self) -> DeclaredBenefit:
        return DeclaredBenefit(
            member=self.value("benefit_member"),
            scheme=self.value("benefit_scheme"),
            body=self.value("benefit_body"),
            number=self.value("benefit_number"),
            dependent_children=self.value("dependent_children", None),
        )


class CoRepresentativeForm(AdultForm, SharedAddressFields):
    sections = (
        ("Identité", (*IDENTITY, *BIRTH_PLACE)),
        ("Adresse", ("shares_address", "address_search", *ADDRESS)),
        ("Coordonnées", CONTACT_DETAILS),
        ("Situation professionnelle", WORK),
    )
    autocomplete = {"usual_name": "off", "first_names": "off", "email": "off", "mobile": "off", "phone": "off"}

    @staticmethod
    def initial_of(adult: DeclaredAdult) -> dict[str, Any]:
        return {**_fields_of(adult), **_shared_address(adult.address)}

    def declared(self) -> DeclaredAdult:
        return self.adult(None if self.value("shares_address", False) else self.address())


class ChildForm(PersonForm, BirthFields, SharedAddressFields):
    usual_name = _text("Nom d’usage")
    birth_name = _text("Nom de naissance")
    first_names = _text("Prénom(s)", length=150)
    sex = forms.ChoiceField(label="Sexe", choices=Sex.choices, required=False, widget=forms.RadioSelect)
    birth_date = SplitDateField(label="Date de naissance", required=False, earliest=EARLIEST)
    expected = forms.BooleanField(
        label="Naissance prévue",
        required=False,
        help_text="L’enfant n’est pas encore né : donnez la date prévue ; le nom et le prénom peuvent attendre.",
    )
    expected_on = SplitDateField(label="Date prévue de la naissance", required=False)
    holder_quality = _choice("Qualité du titulaire", Quality.choices)
    holder_authority = forms.ChoiceField(
        label="Autorité parentale du titulaire", choices=YES_NO, required=False, widget=forms.RadioSelect
    )
    co_representative_quality = _choice("Qualité du co-représentant", Quality.choices)
    co_representative_authority = forms.ChoiceField(
        label="Autorité parentale du co-représentant", choices=YES_NO, required=False, widget=forms.RadioSelect
    )

    hideable = {**_BIRTH_HIDEABLE, "expected": "expected_birth", "expected_on": "expected_birth"}
    always = (
        *("usual_name", "first_names", "sex", "birth_date"),
        *("holder_quality", "holder_authority", "co_representative_quality", "co_representative_authority"),
    )
    sections = (
        ("Identité", ("usual_name", "birth_name", "first_names", "sex", "birth_date", *BIRTH_PLACE)),
        ("L’enfant va naître", ("expected", "expected_on")),
        (
            "Lien avec les parents",
            ("holder_quality", "holder_authority", "co_representative_quality", "co_representative_authority"),
        ),
        ("Adresse", ("shares_address", "address_search", *ADDRESS)),
    )
    autocomplete = dict.fromkeys(("usual_name", "first_names"), "off")

    def __init__(self, *args: Any, declaration: FamilyDeclaration, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._name_adult("holder", declaration.holder)
        if declaration.co_representative is None:
            del self.fields["co_representative_quality"], self.fields["co_representative_authority"]
        else:
            self._name_adult("co_representative", declaration.co_representative)

    def _require(self, name: str) -> None:
        if name not in ("birth_department", "birth_country", "birth_name", "expected", "expected_on"):
            super()._require(name)

    def _name_adult(self, prefix: str, adult: DeclaredAdult) -> None:
        if adult.full_name:
            self.fields[f"{prefix}_quality"].label = f"Qualité de {adult.full_name}"
            self.fields[f"{prefix}_authority"].label = f"{adult.full_name} a l’autorité parentale"

    @staticmethod
    def initial_of(child: DeclaredChild) -> dict[str, Any]:
        return {
            **_fields_of(child),
            **_shared_address(child.address),
            **_tie_fields("holder", child.holder_tie),
            **_tie_fields("co_representative", child.co_representative_tie),
        }

    def declared(self, key: str) -> DeclaredChild:
        names = ("usual_name", "birth_name", "first_names", "sex", *BIRTH_PLACE)
        expected = bool(self.value("expected", False))
        return DeclaredChild(
            key=key,
            **{name: self.value(name) for name in names if name in self.fields},
            birth_date=None if expected else self.value("birth_date", None),
            expected=expected,
            expected_on=self.value("expected_on", None) if expected else None,
            address=None if self.value("shares_address", False) else self.address(),
            holder_tie=self._tie("holder"),
            co_representative_tie=self._tie("co_representative"),
        )

    def _tie(self, prefix: str) -> DeclaredTie:
        answer = {"oui": True, "non": False}.get(self.value(f"{prefix}_authority"))
        return DeclaredTie(quality=self.value(f"{prefix}_quality"), parental_authority=answer)


class ContactForm(PersonForm, SharedAddressFields):
    civility = _choice("Civilité", Civility.choices)
    usual_name = _text("Nom d’usage")
    first_names = _text("Prénom(s)", length=150)
    link = _choice("Lien avec la famille", ContactLink.choices)
    phone = PhoneField(label="Téléphone", required=False)
    email = forms.EmailField(label="Courriel", required=False)
    emergency = forms.BooleanField(label="À prévenir en cas d’urgence", required=False)
    may_collect = forms.BooleanField(label="Autorisé à venir chercher les enfants", required=False)

    hideable = {
        "email": "contact_email",
        **dict.fromkeys(("shares_address", "address_search", *ADDRESS), "contact_address"),
    }
    always = ("civility", "usual_name", "first_names", "link", "phone")
    sections = (
        ("Identité", ("civility", "usual_name", "first_names", "link")),
        ("Coordonnées", ("phone", "email")),
        ("Ce que cette personne peut faire", ("emergency", "may_collect")),
        ("Adresse", ("shares_address", "address_search", *ADDRESS)),
    )
    autocomplete = dict.fromkeys(("usual_name", "first_names", "email", "phone"), "off")

    def _require(self, name: str) -> None:
        if name not in ("address_search", "number", "building", "apartment", "complement"):
            super()._require(name)

    @staticmethod
    def initial_of(contact: DeclaredContact) -> dict[str, Any]:
        address = contact.address or DeclaredAddress(country="" if contact.address is None else "France")
        return {**_fields_of(contact), **_fields_of(address), "shares_address": contact.shares_address}

    def declared(self, key: str) -> DeclaredContact:
        names = ("civility", "usual_name", "first_names", "link", "phone", "email")
        shares = bool(self.value("shares_address", False))
        address = self.address() if "street" in self.fields and not shares else None
        written = address is not None and any(getattr(address, name) for name in ADDRESS if name != "country")
        return DeclaredContact(
            key=key,
            **{name: self.value(name) for name in names if name in self.fields},
            emergency=bool(self.value("emergency", False)),
            may_collect=bool(self.value("may_collect", False)),
            shares_address=shares,
            address=address if written else None,
        )


class AttachmentForm(Form):
    """One piece: a file of the device, or a document already in the person's own space."""

    file = forms.FileField(label="Depuis votre appareil", required=False)
    document = forms.ModelChoiceField(
        label="Ou depuis vos documents", queryset=Document.objects.none(), required=False, empty_label="Choisissez"
    )
    issued_on = SplitDateField(label="Date du document", required=False, earliest=EARLIEST)

    def __init__(
        self, *args: Any, kind: AttachmentKind, vault: QuerySet[Document], uploads: Uploads, **kw: Any
    ) -> None:
        super().__init__(*args, prefix=kind.slug, **kw)
        accept = ",".join(ACCEPTED[file_type] for file_type in uploads.types)
        self.fields["file"].widget = FileInput(max_mb=uploads.max_mb, accept=accept)
        self.fields["file"].widget.is_required = False
        self.fields["document"].queryset = vault
        if not vault:
            del self.fields["document"]
        if kind.max_age_months is None:
            del self.fields["issued_on"]
        else:
            self.fields["issued_on"].required = True
            self.fields["issued_on"].help_text = f"Le document doit dater de moins de {kind.max_age_months} mois."

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("file") and not cleaned.get("document") and "file" not in self.errors:
            self.add_error("file", "Choisissez un fichier.")
        return cleaned


class ServiceKeyForm(Form):
    key = forms.CharField(
        label="Votre clé",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


def as_typed(form: forms.Form) -> dict[str, Any]:
    """Return the form's initial values as a browser would send them, to show what is wrong with them."""
    data: dict[str, Any] = {}
    for name, field in form.fields.items():
        value = form.get_initial_for_field(field, name)
        if isinstance(field.widget, MultiWidget):
            parts = zip(field.widget.widgets_names, field.widget.decompress(value), strict=True)
            data |= {f"{name}{suffix}": part for suffix, part in parts}
        elif not isinstance(field.widget, forms.CheckboxInput):
            data[name] = value
        elif value:
            data[name] = "on"
    return {name: value for name, value in data.items() if value is not None}


def _fields_of(declared: Any) -> dict[str, Any]:
    return {name: getattr(declared, name) for name in declared.__dataclass_fields__ if name not in ("key", "address")}


def _shared_address(address: DeclaredAddress | None) -> dict[str, Any]:
    return {**_fields_of(address or DeclaredAddress()), "shares_address": address is None}


def _tie_fields(prefix: str, tie: DeclaredTie) -> dict[str, str]:
    answers = {True: "oui", False: "non", None: ""}
    return {f"{prefix}_quality": tie.quality, f"{prefix}_authority": answers[tie.parental_authority]}
