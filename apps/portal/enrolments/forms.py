from collections.abc import Container
from datetime import date
from typing import Any

from django import forms

from apps.activities.models import AuthorisationText
from apps.design.forms import Form, SplitDateField
from apps.enrolments.models import Enrolment
from apps.families.models import Contact

ANSWERS = [("oui", "J’autorise"), ("non", "Je n’autorise pas")]


class StopForm(Form):
    """The last day of a place that is being left, and why."""

    last_day = SplitDateField(label="Dernier jour")
    reason = forms.CharField(
        label="Un mot pour le service",
        help_text="Facultatif.",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, enrolment: Enrolment, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["last_day"]
        field.earliest, field.latest = max(enrolment.starts_on, today), enrolment.ends_on
        field.initial = field.earliest


class CollectorEndForm(Form):
    """From which day somebody may no longer come for a child."""

    from_day = SplitDateField(
        label="N’est plus autorisée à partir du",
        help_text="Aujourd’hui pour tout de suite : la mairie le lit aussitôt.",
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["from_day"].earliest = self.fields["from_day"].initial = today


class PermissionsForm(Form):
    """Allow or forbid, text by text and contact by contact: nothing is chosen beforehand."""

    def __init__(
        self,
        *args: Any,
        texts: tuple[AuthorisationText, ...],
        contacts: tuple[Contact, ...],
        answers: dict[str, bool],
        today: date,
        allowed: Container[int] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.texts, self.contacts = texts, contacts
        for text in texts:
            self._ask(f"text-{text.pk}", text.title, answers, f"{text.text} (texte du {text.dated:%d/%m/%Y})")
        for contact in contacts:
            link = contact.get_link_display().lower()
            self._ask(f"contact-{contact.pk}", f"Venir chercher l’enfant : {contact} ({link})", answers, "")
            if contact.pk not in allowed:
                self.fields[f"until-{contact.pk}"] = SplitDateField(
                    label=f"Jusqu’à quel jour pour {contact} ?",
                    help_text="Facultatif : le dernier jour où cette personne peut venir.",
                    required=False,
                    earliest=today,
                )

    def _ask(self, name: str, label: str, answers: dict[str, bool], help_text: str) -> None:
        known = answers.get(name)
        self.fields[name] = forms.ChoiceField(
            label=label,
            help_text=help_text,
            choices=ANSWERS,
            widget=forms.RadioSelect,
            initial=None if known is None else ANSWERS[not known][0],
            error_messages={"required": f"Choisissez d’autoriser ou non : « {label} »."},
        )

    def permissions(self) -> dict[AuthorisationText, bool]:
        return {text: self.cleaned_data[f"text-{text.pk}"] == "oui" for text in self.texts}

    def allowed_contacts(self) -> list[tuple[Contact, date | None]]:
        """Return those who may come, each with its last day when one is given."""
        said = self.cleaned_data
        return [(one, said.get(f"until-{one.pk}")) for one in self.contacts if said[f"contact-{one.pk}"] == "oui"]
