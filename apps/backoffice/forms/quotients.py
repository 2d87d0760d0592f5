"""What an agent copies from an attestation of quotient familial."""

import re
from datetime import date
from typing import Final

from django import forms
from django.core.exceptions import ValidationError

from apps.design.forms import Form
from apps.families.enums import QuotientBody
from apps.families.quotient import LARGEST

MONTH: Final = re.compile(r"(0?[1-9]|1[0-2])/(20\d{2})")


class AttestationForm(Form):
    source = forms.ChoiceField(label="Organisme", choices=QuotientBody.choices, widget=forms.RadioSelect)
    value = forms.IntegerField(
        label="Quotient familial",
        help_text="Le montant en euros, sans les centimes.",
        min_value=0,
        max_value=LARGEST,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    month = forms.CharField(
        label="Mois",
        help_text="Celui de l’attestation, par exemple 03/2026.",
        max_length=7,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_month(self) -> date:
        found = MONTH.fullmatch(self.cleaned_data["month"].strip())
        if found is None:
            raise ValidationError("Écrivez le mois et l’année, par exemple 03/2026.")
        return date(int(found[2]), int(found[1]), 1)

    def clean_source(self) -> QuotientBody:
        return QuotientBody(self.cleaned_data["source"])
