"""The three questions on a place of birth: lists help, and what no list knows is kept as it is written."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.urls import reverse_lazy

from apps.accounts.birth_places import place_code
from apps.accounts.errors import BirthDepartmentAbroad, BirthDepartmentWrong
from apps.design.forms import AddressSearchInput
from core.birth_places import ABROAD, ABROAD_CODE, DEPARTMENTS, FRANCE, department_name
from core.official_identity import COUNTRIES

BIRTH_PLACE: Final = ("birth_commune", "birth_department", "birth_country")
HELP: Final = "Commencez à écrire et choisissez dans la liste. Elle n’y est pas ? Écrivez son nom."
_LISTED: Final = {**{name: code for code, name in DEPARTMENTS.items()}, ABROAD: ABROAD_CODE}


class DepartmentSelect(forms.Select):
    """The official list, and what was written before there was one."""

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> list[Any]:
        official = [department_name(one) for one in value]
        groups = super().optgroups(name, official, attrs)
        listed = {str(option) for option, _label in self.choices}
        for written in official:
            if written not in listed:
                rank = len(groups)
                groups.append((None, [self.create_option(name, written, written, True, rank)], rank))
        return groups


class DepartmentField(forms.ChoiceField):
    """A department by its name, its number or both; one that no longer exists is kept."""

    widget = DepartmentSelect

    def __init__(self, *, max_length: int, **kwargs: Any) -> None:
        listed = [(name, f"{code} – {name}") for name, code in _LISTED.items()]
        super().__init__(choices=[("", "Choisissez"), *listed], **kwargs)
        self.max_length = max_length

    def to_python(self, value: Any) -> str:
        return department_name(super().to_python(value))

    def valid_value(self, value: Any) -> bool:
        return len(str(value)) <= self.max_length


class CountryInput(forms.TextInput):
    """Free text beside the usual countries, which the browser offers by itself."""

    template_name = "design/forms/listed_input.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        found: dict[str, Any] = super().get_context(name, value, attrs)
        listed = f"{found['widget']['attrs'].get('id', name)}-list"
        found["widget"]["attrs"]["list"] = listed
        return {**found, "listed": listed, "options": sorted(COUNTRIES.values())}


def commune_field(*, required: bool = False) -> forms.CharField:
    search = AddressSearchInput(
        reverse_lazy("portal:birth-place-search"),
        fills=BIRTH_PLACE,
        attrs={"autocomplete": "off"},
        beside="birth_department",
    )
    return forms.CharField(
        label="Commune de naissance", max_length=100, required=required, help_text=HELP, widget=search
    )


def department_field(*, required: bool = False) -> DepartmentField:
    return DepartmentField(label="Département de naissance", max_length=80, required=required)


def country_field(*, required: bool = False) -> forms.CharField:
    widget = CountryInput(attrs={"autocomplete": "off"})
    return forms.CharField(label="Pays de naissance", max_length=80, required=required, widget=widget)


def check_birth_place(form: forms.Form, cleaned: Mapping[str, Any]) -> str:
    """Return the INSEE code of what was written; put beside its field what cannot be."""
    commune, department, country = (str(cleaned.get(name) or "") for name in BIRTH_PLACE)
    if department == ABROAD and country in ("", FRANCE) and "birth_country" in form.fields:
        form.add_error("birth_country", "Indiquez le pays de naissance.")
        return ""
    try:
        return place_code(commune=commune, department=department, country=country)
    except (BirthDepartmentAbroad, BirthDepartmentWrong) as refusal:
        form.add_error("birth_department", str(refusal))
        return ""
