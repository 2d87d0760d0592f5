"""What the forms of a family's people are made of: their sections, and the fields that several of them share."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Final

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.urls import reverse

from apps.accounts.gateways.addresses import codes_of
from apps.design.birth import BIRTH_PLACE, check_birth_place, commune_field, country_field, department_field
from apps.design.forms import AddressSearchInput, Form
from apps.families.completeness import Problem
from apps.families.declaration import DeclaredAddress
from communes_config.schema import FieldState

FILLED_BY_SEARCH: Final = ("number", "street", "postal_code", "city")
ADDRESS: Final = ("number", "street", "building", "apartment", "complement", "postal_code", "city", "country")
IDENTITY: Final = ("civility", "usual_name", "birth_name", "first_names", "birth_date")
CONTACT_DETAILS: Final = ("phone", "ex_directory", "mobile", "refuses_sms", "email", "refuses_email")
WORK: Final = ("profession", "employer", "work_phone")
BENEFIT: Final = ("benefit_member", "benefit_scheme", "benefit_body", "benefit_number", "dependent_children")
YES_NO: Final = (("oui", "Oui"), ("non", "Non"))
EARLIEST: Final = date(1900, 1, 1)


# "3 bis rue des Lilas, 94260 Fresnes"
ONE_LINE = re.compile(
    r"(?:(?P<number>\d+\s*(?:bis|ter|quater|[a-d])?)\s*,?\s+)?(?P<street>\D.*?)\s*,?\s+(?P<postal_code>\d{5})\s+(?P<city>\D.*)",
    re.IGNORECASE,
)


class PhoneField(forms.CharField):
    """A telephone number, French unless it starts with +; kept in pairs of figures."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=30, widget=forms.TextInput(attrs={"type": "tel"}), **kwargs)

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value)
        if not typed:
            return ""
        figures = re.sub(r"[\s.()/-]", "", typed).replace("+330", "0").replace("+33", "0")
        if figures.startswith("0033"):
            figures = "0" + figures[4:].lstrip("0")
        if re.fullmatch(r"0[1-9]\d{8}", figures):
            return " ".join(figures[start : start + 2] for start in range(0, 10, 2))
        if re.fullmatch(r"\+[1-9]\d{6,14}", figures):
            return figures
        raise ValidationError("Écrivez un numéro à 10 chiffres, par exemple 06 12 34 56 78, ou +32… hors de France.")


def read_line(text: str) -> dict[str, str]:
    """Split an address written on one line; what cannot be split is kept whole as the street."""
    found = ONE_LINE.fullmatch(" ".join(text.split()))
    if found is None:
        return {"street": text[:160]}
    return {name: (value or "").strip() for name, value in found.groupdict().items()}


def text(label: str, *, length: int = 100, help_text: str = "", **attrs: str) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, required=False, help_text=help_text, widget=_input(attrs))


def _input(attrs: Mapping[str, str]) -> forms.TextInput:
    return forms.TextInput(attrs=dict(attrs))


def choice(label: str, choices: Any, help_text: str = "") -> forms.ChoiceField:
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
    birth_place_code = ""  # INSEE's, asked of its list

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
        if self.is_bound and "birth_commune" in self.fields:
            self.birth_place_code = check_birth_place(self, self.cleaned_data)

    def complete(self, today: date) -> bool:
        """Clean what was typed; refuse what is missing and a birth to come. Return whether nothing is wrong."""
        self.full_clean()
        for name in self.always:
            if name in self.fields and name not in self.errors and self.value(name) in ("", None):
                self.add_error(name, "Remplissez ce champ.")
        born = self.cleaned_data.get("birth_date")
        if born is not None and born > today:
            self.add_error("birth_date", "La date de naissance ne peut pas être dans le futur.")
        return not self.errors

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
        searched = {name: written.get(name, "") for name in FILLED_BY_SEARCH}
        return DeclaredAddress(**written, **codes_of(**searched))


class AddressFields(Form):
    address_search = forms.CharField(
        label="Chercher l’adresse",
        max_length=200,
        required=False,
        help_text="Commencez à écrire et choisissez dans la liste. Sinon, remplissez les champs dessous.",
    )
    number = text("Numéro", length=12, help_text="Par exemple 12 ou 12 bis.")
    street = text("Nom de la voie", length=160)
    building = text("Bâtiment", length=80)
    apartment = text("Appartement", length=80)
    complement = text("Complément", length=160)
    postal_code = text("Code postal", length=12)
    city = text("Ville")
    country = text("Pays", length=80)


class SharedAddressFields(AddressFields):
    shares_address = forms.BooleanField(
        label="Habite à l’adresse du titulaire",
        required=False,
        help_text="Cochez plutôt que de recopier : si le titulaire déménage, l’adresse suivra.",
    )


class BirthFields(Form):
    birth_commune = commune_field()
    birth_department = department_field()
    birth_country = country_field()


BIRTH_HIDEABLE: Final = {"birth_name": "birth_name", **dict.fromkeys(BIRTH_PLACE, "birth_place")}
