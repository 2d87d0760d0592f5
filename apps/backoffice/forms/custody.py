"""What agents type about the custody of a child and the judgments that bear on it."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from apps.design.custody import EARLIEST, RhythmForm, choices_of
from apps.design.forms import Form, SplitDateField
from apps.families.enums import RestrictionKind
from apps.families.models import Person
from apps.families.queries import Names
from core.custody import AgreedException, Party
from core.periods import Period

WHY = "Gardé au journal avec votre nom."
ONE_DAY = timedelta(days=1)


class CustodyForm(RhythmForm):
    starts_on = SplitDateField(label="À partir du", earliest=EARLIEST)
    last_day = SplitDateField(label="Dernier jour", help_text="Facultatif.", required=False, earliest=EARLIEST)
    judgment = forms.CharField(
        label="Jugement ou convention",
        help_text="Facultatif, chiffré. Juridiction, date, numéro, et ce qu’il faut en retenir.",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, names: Names, dated: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, homes=names.homes, **kwargs)
        if not dated:
            del self.fields["starts_on"]

    @property
    def ends_on(self) -> date | None:
        last: date | None = self.cleaned_data.get("last_day")
        return last + ONE_DAY if last else None


class ExceptionForm(Form):
    first = SplitDateField(label="Premier jour", earliest=EARLIEST)
    last = SplitDateField(label="Dernier jour", required=False, help_text="Facultatif pour un seul jour.")
    party = forms.ChoiceField(label="Chez qui")

    def __init__(self, *args: Any, names: Names, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party"].choices = choices_of(names.homes)

    def clean_last(self) -> date | None:
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and last and last < first:
            raise ValidationError("Le dernier jour ne peut pas précéder le premier.")
        return last

    @property
    def exception(self) -> AgreedException:
        first = self.cleaned_data["first"]
        period = Period.from_inclusive(first, self.cleaned_data["last"] or first)
        return AgreedException(period=period, party=Party(self.cleaned_data["party"]))


class RestrictionForm(Form):
    adult = forms.ChoiceField(label="Adulte concerné", widget=forms.RadioSelect)
    kind = forms.ChoiceField(label="Ce que le juge a décidé", choices=RestrictionKind.choices, widget=forms.RadioSelect)
    starts_on = SplitDateField(label="À partir du", earliest=EARLIEST)
    last_day = SplitDateField(label="Dernier jour", help_text="Facultatif.", required=False)
    reference = forms.CharField(
        label="Référence du jugement", help_text="Juridiction, date et numéro. Chiffré.", max_length=200
    )
    judgment = forms.CharField(
        label="Ce qu’il faut en retenir",
        help_text="Facultatif, chiffré.",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, adults: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.adults = {str(adult.pk): adult for adult in adults}
        self.fields["adult"].choices = [(pk, adult.full_name) for pk, adult in self.adults.items()]

    @property
    def adult_chosen(self) -> Person:
        return self.adults[self.cleaned_data["adult"]]

    @property
    def ends_on(self) -> date | None:
        last: date | None = self.cleaned_data.get("last_day")
        return last + ONE_DAY if last else None


class EndForm(Form):
    last_day = SplitDateField(label="Dernier jour de la restriction")
    reason = forms.CharField(label="Pourquoi", help_text=WHY, max_length=300)


class WhyForm(Form):
    reason = forms.CharField(label="Pourquoi", help_text=WHY, max_length=300)
