"""What agents type about the people of a family. Each form carries the version of what its reader had on screen."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from apps.backoffice.forms.custody import WHY
from apps.design.families import AddressForm, AdultForm, ChildForm, ChildRecordForm, ContactForm, CoRepresentativeForm
from apps.design.forms import Form, SplitDateField
from apps.design.people import EARLIEST, YES_NO, PersonForm, choice
from apps.families.declaration import DeclaredTie
from apps.families.enums import Quality
from apps.families.models import Person

_AGENTS_WORDS = {
    "ex_directory": "Numéro sur liste rouge",
    "refuses_sms": "Refuse les SMS",
    "refuses_email": "Refuse les courriels d’information",
}
_NOT_FOR_AGENTS = frozenset({"version", "reason", "address_search"})


class Versioned(Form):
    version = forms.IntegerField(widget=forms.HiddenInput)


class Corrected(Versioned):
    """`reason` is optional where nothing but a mistake is put right."""

    reason = forms.CharField(
        label="Ce qui justifie la correction", help_text=f"Facultatif. {WHY}", required=False, max_length=300
    )

    def said(self) -> dict[str, Any]:
        """Return what goes with every change: who read what, and why it changes."""
        return {"version": self.cleaned_data["version"], "reason": self.cleaned_data["reason"]}


class OfPerson(PersonForm, Corrected):
    """A form of a family's person, as an agent fills it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, words in _AGENTS_WORDS.items():
            if name in self.fields:
                self.fields[name].label = words
        for name, field in self.fields.items():
            if name not in _NOT_FOR_AGENTS:
                field.widget.attrs["autocomplete"] = "off"  # somebody else's data than the agent's

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and self.cleaned_data.get("version") is None and "version" not in self.errors:
            self.add_error(None, "Rechargez la page avant d’enregistrer.")


class AdultDesk(OfPerson, AdultForm):
    """The e-mail address of who has an account is not asked: it is the account's."""

    def __init__(self, *args: Any, has_account: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if has_account:
            self.fields.pop("email", None)


class ChildDesk(OfPerson, ChildRecordForm):
    """A child whose birth is expected has a date and nothing else until it is born."""


class AddressDesk(OfPerson, AddressForm):
    """Where the household lives from now on."""


class ContactDesk(OfPerson, ContactForm):
    """Whom the household trusts."""


class NewChildDesk(OfPerson, ChildForm):
    """A child, born or not, with what each adult of the household is to it; the declaration's rules say what lacks."""

    def complete(self, today: date) -> bool:
        self.full_clean()
        return not self.errors


class NewAdultDesk(OfPerson, CoRepresentativeForm):
    """The second adult, with what they are to each child of the household."""

    def __init__(self, *args: Any, children: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.children = {child: f"tie-{child.pk}" for child in children}
        names = []
        for child, name in self.children.items():
            self.fields[f"{name}-quality"] = choice(f"Pour {child.first_names or child}", Quality.choices)
            self.fields[f"{name}-authority"] = forms.ChoiceField(
                label=f"A l’autorité parentale sur {child.first_names or child}",
                choices=YES_NO,
                required=False,
                widget=forms.RadioSelect,
            )
            names += [f"{name}-quality", f"{name}-authority"]
        if names:
            self.sections = (*self.sections, ("Lien avec les enfants", tuple(names)))

    def complete(self, today: date) -> bool:
        super().complete(today)
        for child, name in self.children.items():
            if self.value(f"{name}-quality") and not self.value(f"{name}-authority"):
                self.add_error(f"{name}-authority", f"Dites si cette personne a l’autorité parentale sur {child}.")
        return not self.errors

    def ties(self) -> dict[Person, DeclaredTie]:
        return {
            child: DeclaredTie(
                quality=self.value(f"{name}-quality"), parental_authority=self.value(f"{name}-authority") == "oui"
            )
            for child, name in self.children.items()
        }


class TieForm(Versioned):
    quality = forms.ChoiceField(label="Qualité", choices=[("", "Choisissez"), *Quality.choices])
    authority = forms.ChoiceField(label="Autorité parentale", choices=YES_NO, widget=forms.RadioSelect)
    since = SplitDateField(
        label="À partir du", help_text="Le jour de l’acte ou du jugement, au plus tard aujourd’hui.", earliest=EARLIEST
    )
    reason = forms.CharField(
        label="Pourquoi",
        help_text=f"L’acte, le jugement ou la déclaration qui le prouve. {WHY}",
        max_length=300,
    )


class LeaveForm(Versioned):
    left_on = SplitDateField(label="Quitte ce foyer le", help_text="Au plus tard aujourd’hui.", earliest=EARLIEST)
    reason = forms.CharField(label="Pourquoi", help_text=WHY, max_length=300)


class RemoveForm(Corrected):
    """Whom the household no longer trusts."""
