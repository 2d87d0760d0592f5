"""What is agreed to before a quotient is asked for, and what the account does not say yet."""

import re
from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from apps.design.forms import Form, SplitDateField
from apps.families.quotient import KnownIdentity
from core.official_identity import COUNTRIES, FRANCE_CODE

ELSEWHERE: Final = "autre"
BIRTH_CODE: Final = re.compile(r"(\d{2}|2A|2B)\d{3}")
EARLIEST: Final = date(1900, 1, 1)
NEEDED: Final = "Indiquez-le : sans lui, la Caf et la MSA ne cherchent pas."
SEXES: Final = (("F", "Féminin"), ("M", "Masculin"))


class ConsentForm(Form):
    consent = forms.BooleanField(error_messages={"required": "Cochez la case pour que la mairie puisse le demander."})

    def __init__(self, *args: Any, consent: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["consent"].label = consent


class QuotientForm(ConsentForm):
    birth_name = forms.CharField(label="Nom de naissance", max_length=80)
    first_names = forms.CharField(label="Prénoms", help_text="Tous, dans l’ordre de l’état civil.", max_length=120)
    birth_date = SplitDateField(label="Date de naissance", birthday=True, earliest=EARLIEST)
    sex = forms.ChoiceField(label="Sexe à l’état civil", choices=SEXES, widget=forms.RadioSelect)
    country_code = forms.ChoiceField(label="Pays de naissance")
    commune_code = forms.CharField(
        label="Code de votre commune de naissance",
        help_text="Cinq caractères : du 6e au 10e de votre numéro de sécurité sociale. Ce n’est pas le code postal.",
        max_length=8,
        error_messages={"required": NEEDED},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, known: KnownIdentity, consent: str, **kwargs: Any) -> None:
        super().__init__(*args, consent=consent, **kwargs)
        self.known = known
        countries = sorted(COUNTRIES.items(), key=lambda item: (item[0] != FRANCE_CODE, item[1]))
        self.fields["country_code"].choices = [("", "Choisissez"), *countries, (ELSEWHERE, "Un autre pays")]
        self.fields["commune_code"].required = known.country_code == FRANCE_CODE
        for name in set(self.fields) - set(known.missing) - {"consent"}:
            del self.fields[name]
        self.order_fields([*known.missing, "consent"])

    def clean_country_code(self) -> str:
        code: str = self.cleaned_data["country_code"]
        if code == ELSEWHERE:
            raise ValidationError("Nous ne savons pas le demander pour ce pays : envoyez votre attestation au service.")
        return code

    def clean_commune_code(self) -> str:
        code = "".join(self.cleaned_data["commune_code"].split()).upper()
        born_in = self.known.country_code or self.cleaned_data.get("country_code")
        if born_in and born_in != FRANCE_CODE:
            return ""
        if not code and born_in:
            raise ValidationError(NEEDED)
        if code and not BIRTH_CODE.fullmatch(code):
            raise ValidationError("Ce code a cinq caractères, par exemple 33063 pour Bordeaux ou 2A004 pour Ajaccio.")
        return code
