"""The fields of an account, drawn as the commune configured them."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy

from apps.accounts.enums import Civility, PreferredContact
from apps.accounts.errors import PhotoTooHeavy
from apps.accounts.photos import MAX_MB
from apps.design.birth import commune_field, country_field, department_field
from apps.design.forms import AddressSearchInput, FileInput, SplitDateField
from apps.design.people import PhoneField
from communes_config.schema import FieldName, FieldState, StepName, Wizard

FILLED_BY_SEARCH: Final = ("label", "number", "street", "postal_code", "city", "ban_id", "insee_code")


class PhotoField(forms.FileField):
    """A photo, refused by its weight before anything reads it."""

    def __init__(self, **kwargs: Any) -> None:
        widget = FileInput(max_mb=MAX_MB, accept="image/jpeg,image/png,image/webp")
        super().__init__(widget=widget, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        photo = super().clean(data, initial)
        if photo and photo.size > MAX_MB * 1024 * 1024:
            raise ValidationError(str(PhotoTooHeavy(max_mb=MAX_MB)))
        return photo


def _text(label: str, size: int, **attrs: str) -> Callable[[bool], forms.Field]:
    return lambda required: forms.CharField(
        label=label, max_length=size, required=required, widget=forms.TextInput(attrs=attrs)
    )


def _choice(label: str, choices: Any, empty: str) -> Callable[[bool], forms.Field]:
    return lambda required: forms.ChoiceField(label=label, required=required, choices=[("", empty), *choices])


def _phone(label: str) -> Callable[[bool], forms.Field]:
    return lambda required: PhoneField(label=label, required=required)


def _birth_date(required: bool) -> forms.Field:
    return SplitDateField(
        label="Date de naissance", required=required, birthday=True, help_text="Par exemple 29 4 1979."
    )


def _photo(required: bool) -> forms.Field:
    return PhotoField(
        label="Photo",
        required=required,
        help_text=f"JPEG, PNG ou WebP, {MAX_MB} Mo au plus. Elle aide les agents à vous reconnaître.",
    )


def _address_search(required: bool) -> forms.Field:
    return forms.CharField(
        label="Adresse complète",
        max_length=200,
        required=required,
        help_text="Commencez à écrire, puis choisissez dans la liste. Elle n’y est pas ? Écrivez-la en entier.",
        widget=AddressSearchInput(reverse_lazy("portal:address-search"), fills=FILLED_BY_SEARCH),
    )


def _postal_code(required: bool) -> forms.Field:
    return forms.CharField(label="Code postal", max_length=12, required=required)


def _email(required: bool) -> forms.Field:
    return forms.EmailField(
        label="Courriel",
        max_length=254,
        required=required,
        help_text="Par exemple prenom.nom@exemple.fr. Il sert aussi à vous connecter.",
    )


BUILDERS: Final[Mapping[FieldName, Callable[[bool], forms.Field]]] = {
    FieldName.CIVILITY: _choice("Civilité", Civility.choices, "Choisissez"),
    FieldName.USUAL_NAME: _text("Nom usuel", 80),
    FieldName.BIRTH_NAME: _text("Nom de naissance", 80, autocomplete="off"),
    FieldName.FIRST_NAMES: _text("Prénom(s)", 120),
    FieldName.BIRTH_DATE: _birth_date,
    FieldName.BIRTH_COUNTRY: lambda required: country_field(required=required),
    FieldName.BIRTH_DEPARTMENT: lambda required: department_field(required=required),
    FieldName.BIRTH_COMMUNE: lambda required: commune_field(required=required),
    FieldName.PHOTO: _photo,
    FieldName.ADDRESS_SEARCH: _address_search,
    FieldName.NUMBER: _text("Numéro", 12, autocomplete="off"),
    FieldName.STREET: _text("Nom de la voie", 160),
    FieldName.BUILDING: _text("Bâtiment", 80),
    FieldName.APARTMENT: _text("Appartement", 80, autocomplete="off"),
    FieldName.ADDRESS_COMPLEMENT: _text("Complément", 160),
    FieldName.POSTAL_CODE: _postal_code,
    FieldName.CITY: _text("Ville", 100),
    FieldName.COUNTRY: _text("Pays", 80),
    FieldName.PHONE: _phone("Téléphone"),
    FieldName.MOBILE: _phone("Mobile"),
    FieldName.FAX: _phone("Fax"),
    FieldName.EMAIL: _email,
    FieldName.PREFERRED_CONTACT: _choice("Moyen de contact préféré", PreferredContact.choices, "Sans préférence"),
}
REQUIRED_MESSAGES: Final[Mapping[FieldName, str]] = {
    FieldName.CIVILITY: "Choisissez votre civilité.",
    FieldName.USUAL_NAME: "Indiquez votre nom usuel.",
    FieldName.FIRST_NAMES: "Indiquez votre ou vos prénoms.",
    FieldName.PHOTO: "Ajoutez votre photo.",
    FieldName.EMAIL: "Indiquez votre adresse électronique.",
    FieldName.ADDRESS_SEARCH: "Indiquez votre adresse complète.",
    FieldName.STREET: "Indiquez le nom de votre voie.",
    FieldName.POSTAL_CODE: "Indiquez votre code postal.",
    FieldName.CITY: "Indiquez votre ville.",
}
SHORT: Final = frozenset({FieldName.NUMBER, FieldName.POSTAL_CODE, FieldName.CIVILITY})


def build(name: FieldName, state: FieldState) -> forms.Field:
    """Return one field in the state that the commune gives it."""
    field = BUILDERS[name](state is FieldState.REQUIRED)
    label = str(field.label)
    field.error_messages["required"] = REQUIRED_MESSAGES.get(name, f"Remplissez le champ « {label} ».")
    return field


def step_fields(wizard: Wizard, step: StepName) -> dict[str, forms.Field]:
    """Return the visible fields of a step, and the hidden ones that the address search fills."""
    visible = {str(name): build(name, state) for name, state in wizard.fields_of(step)}
    if FieldName.ADDRESS_SEARCH not in visible:
        return visible
    hidden = {
        name: forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)
        for name in FILLED_BY_SEARCH
        if name not in visible
    }
    return visible | hidden
