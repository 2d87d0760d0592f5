"""The questions of a custody, the same for the agent who records it and for the parent who proposes it."""

from datetime import date
from typing import Any

from django import forms

from apps.design.forms import Form, SplitDateField
from apps.families import proposal
from apps.families.errors import ProposalIncomplete
from core.custody import Arrangement, Homes, Party

EARLIEST = date(2000, 1, 1)


class RhythmForm(Form):
    """`arrangement` is what the answers describe, once they are complete."""

    rhythm = forms.ChoiceField(label="Rythme", choices=list(proposal.RHYTHMS.items()), widget=forms.RadioSelect)
    party = forms.ChoiceField(
        label="Chez qui",
        help_text="La première période, les semaines paires ou les jours choisis, selon le rythme.",
        widget=forms.RadioSelect,
    )
    anchor = SplitDateField(
        label="Premier jour de la première période",
        help_text="Pour une semaine sur deux, 2-2-3 et 2-2-5-5.",
        required=False,
        earliest=EARLIEST,
    )
    first_day = forms.ChoiceField(
        label="La semaine de garde commence le",
        help_text="Pour les semaines paires et impaires.",
        choices=list(proposal.WEEKDAY_CHOICES.items()),
        required=False,
    )
    days = forms.MultipleChoiceField(
        label="Jours",
        help_text="Pour les jours fixes : les autres jours se passent dans l’autre famille.",
        choices=list(proposal.WEEKDAY_CHOICES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    weeks = forms.ChoiceField(
        label="Quelles semaines",
        help_text="Pour les jours fixes.",
        choices=list(proposal.WEEK_CHOICES.items()),
        required=False,
    )
    hand_over_at = forms.TimeField(
        label="Heure du changement de maison",
        help_text="Facultatif. La journée compte pour la famille où l’enfant est à midi.",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    holidays = forms.ChoiceField(label="Vacances scolaires", widget=forms.RadioSelect)
    summer = forms.ChoiceField(
        label="Vacances d’été", choices=[("2", "Par moitiés"), ("4", "Par quarts")], required=False
    )

    def __init__(self, *args: Any, homes: Homes, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party"].choices = choices_of(homes)
        self.fields["holidays"].choices = [
            (proposal.NO_SHARING, "Suivent le rythme ordinaire"),
            (Party.A.value, f"Par moitiés : la première {homes.a} les années paires"),
            (Party.B.value, f"Par moitiés : la première {homes.b} les années paires"),
        ]
        self.arrangement: Arrangement | None = None

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                self.arrangement = proposal.arrangement_from(cleaned)
            except ProposalIncomplete as missing:
                self.add_error(str(missing.context["field"]), str(missing))
        return cleaned


def choices_of(homes: Homes) -> list[tuple[str, str]]:
    """The two homes, as they begin a line."""
    return [(party.value, homes.of(party)[:1].upper() + homes.of(party)[1:]) for party in Party]
