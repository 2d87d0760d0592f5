"""What agents type about who pays for a family beside it."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms

from apps.backoffice.forms.members import Corrected
from apps.design.forms import SplitDateField
from apps.design.people import EARLIEST
from apps.families.enums import PayerKind
from apps.families.models import Person
from apps.families.operations import NewPayer
from core.payers import WHOLE, Share

PERCENT = "Un nombre entier de 1 à 100 : 100 pour tout."
ONE_DAY = timedelta(days=1)


class PayerForm(Corrected):
    kind = forms.ChoiceField(label="Qui paie", choices=[("", "Choisissez"), *PayerKind.choices])
    payer_name = forms.CharField(label="Nom de l’organisme ou de la personne", max_length=150)
    phone = forms.CharField(label="Téléphone", required=False, max_length=30)
    email = forms.EmailField(label="Courriel", required=False)
    whom = forms.ChoiceField(label="Pour qui", required=False)
    percent = forms.IntegerField(label="Part, en pourcentage", help_text=PERCENT, min_value=1, max_value=WHOLE)
    starts_on = SplitDateField(label="À partir du", earliest=EARLIEST)
    last_day = SplitDateField(label="Dernier jour", help_text="Facultatif.", required=False, earliest=EARLIEST)
    reference = forms.CharField(
        label="Numéro de prise en charge", help_text="Facultatif.", required=False, max_length=60
    )
    autocomplete = dict.fromkeys(("payer_name", "phone", "email", "reference"), "off")
    field_order = (
        "kind",
        "payer_name",
        "phone",
        "email",
        "whom",
        "percent",
        "starts_on",
        "last_day",
        "reference",
        "reason",
    )

    def __init__(self, *args: Any, children: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(child.pk), f"Seulement pour {child}") for child in children]
        self.fields["whom"].choices = [("", "Pour toute la famille"), *named]

    @property
    def payer(self) -> NewPayer:
        said = {key: self.cleaned_data[key].strip() for key in ("phone", "email")}
        return NewPayer(kind=PayerKind(self.cleaned_data["kind"]), name=self.cleaned_data["payer_name"].strip(), **said)

    @property
    def share(self) -> Share:
        child, last = self.cleaned_data["whom"], self.cleaned_data["last_day"]
        return Share(
            percent=self.cleaned_data["percent"],
            starts_on=self.cleaned_data["starts_on"],
            ends_on=last + ONE_DAY if last else None,
            child=int(child) if child else None,
        )


class PayerPartForm(Corrected):
    percent = forms.IntegerField(label="Nouvelle part, en pourcentage", help_text=PERCENT, min_value=1, max_value=WHOLE)
    from_day = SplitDateField(label="À partir du", help_text="Avant ce jour, rien ne change.", earliest=EARLIEST)
    field_order = ("percent", "from_day", "reason")


class PayerEndForm(Corrected):
    last_day = SplitDateField(label="Dernier jour payé", earliest=EARLIEST)
    field_order = ("last_day", "reason")

    @property
    def ends_on(self) -> date:
        last: date = self.cleaned_data["last_day"]
        return last + ONE_DAY
