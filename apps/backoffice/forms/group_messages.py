from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms

from apps.design.forms import Form, SplitDateField
from apps.enrolments.audience import Audience
from apps.enrolments.operations import GroupText


class GroupMessageForm(Form):
    """A message to families: to whom, about which day, what it says; what has been seen of it can be sent."""

    audience = forms.ChoiceField(label="À qui ?")
    day = SplitDateField(
        label="Ceux qui y ont une place le",
        required=False,
        help_text="Facultatif : aujourd’hui, si vous ne dites rien.",
    )
    subject = forms.CharField(label="Objet", max_length=150)
    body = forms.CharField(
        label="Message",
        max_length=4000,
        help_text="Chacun le reçoit à son nom, avec le prénom de ses enfants concernés et de personne d’autre.",
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    reference = forms.UUIDField(required=False, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    autocomplete = {"subject": "off"}

    def __init__(self, *args: Any, audiences: Mapping[str, Sequence[Audience]], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        self._audiences = {one.key: one for listed in audiences.values() for one in listed}
        self.fields["audience"].choices = [
            ("", "Choisir…"),
            *((title, [(one.key, one.title) for one in listed]) for title, listed in audiences.items()),
        ]

    @property
    def chosen(self) -> Audience:
        return self._audiences[self.cleaned_data["audience"]]

    @property
    def on(self) -> date:
        return self.cleaned_data["day"] or self._today

    @property
    def text(self) -> GroupText:
        return GroupText(subject=self.cleaned_data["subject"], body=self.cleaned_data["body"])

    @property
    def fingerprint(self) -> str:
        """What the preview was of: sent with another, it is shown again first."""
        return f"{self.chosen.key} {self.on.isoformat()}"

    def show_as_seen(self, reference: UUID) -> None:
        """Let the page carry what it shows the preview of, and the name under which it can be sent once."""
        self.data = self.data.copy()
        self.data["seen"], self.data["reference"] = self.fingerprint, str(reference)

    @property
    def is_confirmed(self) -> bool:
        return bool(self.cleaned_data["reference"]) and self.cleaned_data["seen"] == self.fingerprint
