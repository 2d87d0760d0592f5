from datetime import date

import pytest
from bs4 import BeautifulSoup
from django import forms as django_forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.design.forms import AddressSearchInput, FileInput, Form, PasswordInput, SplitDateField


class BirthForm(Form):
    birth_date = SplitDateField(label="Date de naissance", earliest=date(1900, 1, 1), latest=date(2026, 3, 2))


class ContactForm(Form):
    autocomplete = {"usual_name": "off"}

    usual_name = django_forms.CharField(label="Nom d’usage")
    first_names = django_forms.CharField(label="Prénoms")
    postal_code = django_forms.CharField(label="Code postal")
    email = django_forms.EmailField(label="Adresse e-mail")
    accepted = django_forms.BooleanField(label="J’accepte.")
    phone = django_forms.CharField(widget=django_forms.TextInput({"autocomplete": "home tel"}), required=False)


def typed(day: str, month: str, year: str) -> BirthForm:
    return BirthForm({"birth_date_day": day, "birth_date_month": month, "birth_date_year": year})


@pytest.mark.parametrize("parts", [("3", "2", "1985"), ("03", "02", "1985"), (" 3 ", "2", "1985 ")])
def test_a_date_is_typed_in_three_fields(parts: tuple[str, str, str]) -> None:
    form = typed(*parts)
    assert form.is_valid()
    assert form.cleaned_data["birth_date"] == date(1985, 2, 3)


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        (("", "", ""), "Indiquez la date."),
        (("3", "", "1985"), "Il manque le mois dans cette date."),
        (("", "2", ""), "Il manque le jour et l’année dans cette date."),
        (("31", "2", "1985"), "Cette date n’existe pas : vérifiez le jour, le mois et l’année."),
        (("trois", "2", "1985"), "Cette date n’existe pas : vérifiez le jour, le mois et l’année."),
        (("3", "2", "85"), "Écrivez l’année avec quatre chiffres, par exemple 1985."),
        (("3", "3", "2026"), "Cette date doit être au plus tard le 02/03/2026."),
        (("31", "12", "1899"), "Cette date doit être au plus tôt le 01/01/1900."),
    ],
)
def test_a_wrong_date_says_what_is_wrong(parts: tuple[str, str, str], message: str) -> None:
    assert typed(*parts).errors == {"birth_date": [message]}


@pytest.mark.parametrize("parts", [("2", "3", "2026"), ("1", "1", "1900")])
def test_the_limits_of_a_date_are_allowed(parts: tuple[str, str, str]) -> None:
    assert typed(*parts).is_valid()


def test_an_optional_date_may_be_left_empty() -> None:
    assert SplitDateField(required=False).clean(["", "", ""]) is None


def test_a_missing_part_is_refused_even_when_the_date_is_optional() -> None:
    with pytest.raises(ValidationError, match="Il manque l’année"):
        SplitDateField(required=False).clean(["3", "2", ""])


@pytest.mark.parametrize("initial", [date(1985, 2, 3), "1985-02-03"])
def test_a_draft_gives_its_date_back(initial: date | str) -> None:
    page = BeautifulSoup(str(BirthForm(initial={"birth_date": initial})), "html.parser")
    assert [field["value"] for field in page.find_all("input")] == ["3", "2", "1985"]


def test_a_wrong_date_is_given_back_as_it_was_typed() -> None:
    page = BeautifulSoup(str(typed("31", "2", "85")), "html.parser")
    assert [field["value"] for field in page.find_all("input")] == ["31", "2", "85"]


@pytest.mark.parametrize(
    ("data", "changed"),
    [
        (["03", "2", "1985"], False),
        (["3", "2", "1985"], False),
        (["4", "2", "1985"], True),
        (None, True),
        (["3", "2", ""], True),
    ],
)
def test_a_date_typed_with_zeros_has_not_changed(data: list[str] | None, changed: bool) -> None:
    assert SplitDateField().has_changed(date(1985, 2, 3), data) is changed


def test_the_browser_is_told_what_each_field_holds() -> None:
    fields = ContactForm().fields
    said = {name: field.widget.attrs.get("autocomplete") for name, field in fields.items()}
    assert said == {
        "usual_name": "off",
        "first_names": "given-name",
        "postal_code": "postal-code",
        "email": "email",
        "accepted": None,
        "phone": "home tel",
    }
    assert fields["postal_code"].widget.attrs["inputmode"] == "numeric"


def test_errors_name_their_field() -> None:
    assert ContactForm({"email": "camille", "usual_name": "Martin", "postal_code": "94260"}).errors == {
        "first_names": ["Le champ « Prénoms » est obligatoire."],
        "email": ["Écrivez une adresse e-mail complète, comme prenom.nom@exemple.fr."],
        "accepted": ["Cochez « J’accepte » pour continuer."],
    }


def test_a_password_says_whether_it_is_new() -> None:
    assert PasswordInput().attrs["autocomplete"] == "current-password"
    assert PasswordInput(new=True).attrs["autocomplete"] == "new-password"


def test_an_address_search_says_where_to_look_and_what_to_fill() -> None:
    class AddressForm(Form):
        address = django_forms.CharField(widget=AddressSearchInput("/adresses/", fills=("postal_code", "city")))

    field = BeautifulSoup(str(AddressForm(prefix="home")), "html.parser").find("input")
    assert (field["data-url"], field["data-fills"], field["data-prefix"]) == ("/adresses/", "postal_code city", "home-")


def test_a_file_says_its_limits_before_it_is_sent() -> None:
    class ProofForm(Form):
        proof = django_forms.FileField(label="Justificatif", widget=FileInput(max_mb=5, accept="application/pdf"))

    unbound = BeautifulSoup(str(ProofForm()), "html.parser").find("input")
    assert (unbound["data-max-mb"], unbound["accept"]) == ("5", "application/pdf")
    assert ProofForm({}, {"proof": SimpleUploadedFile("bail.pdf", b"%PDF")}).is_valid()
