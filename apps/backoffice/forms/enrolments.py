"""What agents type about enrolments: filters, the answer to a line, a place given at the desk."""

from collections.abc import Sequence
from typing import Any

from django import forms

from apps.activities.models import Activity, Group
from apps.backoffice.queries.enrolments import EVERY
from apps.design.forms import Form, SplitDateField
from apps.enrolments.enums import EnrolmentStatus, Verdict
from apps.enrolments.models import Enrolment
from apps.enrolments.operations import LineAnswer
from apps.enrolments.situation import Line
from apps.families.models import Household


class EnrolmentFilters(Form):
    q = forms.CharField(label="Enfant", required=False, max_length=80)
    activite = forms.ChoiceField(label="Activité", required=False)
    groupe = forms.ChoiceField(label="Groupe", required=False)
    annee = forms.ChoiceField(label="Année scolaire", required=False)
    etat = forms.ChoiceField(
        label="État",
        required=False,
        choices=[("", "En cours"), *EnrolmentStatus.choices, (EVERY, "Toutes")],
    )
    autocomplete = {"q": "off"}

    def __init__(
        self, *args: Any, activities: Sequence[Activity], groups: Sequence[Group], years: Sequence[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["activite"].choices = [("", "Toutes"), *((one.slug, one.title) for one in activities)]
        self.fields["annee"].choices = [(year, year) for year in years]
        self.fields["annee"].initial = years[0]
        if groups:
            self.fields["groupe"].choices = [("", "Tous"), *((one.slug, one.title) for one in groups)]
        else:
            del self.fields["groupe"]


class LineForm(Form):
    """What the agent means to answer to one line of a request."""

    verdict = forms.ChoiceField(label="Réponse", choices=Verdict.choices, widget=forms.RadioSelect)
    group = forms.ChoiceField(label="Groupe", required=False)
    reason = forms.CharField(
        label="Raison du refus, que la famille lira",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, line: Enrolment, groups: Sequence[Group], **kwargs: Any) -> None:
        initial = {
            "verdict": line.verdict or Verdict.ACCEPT,
            "group": str(line.group_id or ""),
            "reason": line.reason,
        }
        super().__init__(*args, prefix=f"line-{line.pk}", initial=initial, **kwargs)
        self.line = line
        self.groups = {str(group.pk): group for group in groups}
        if groups:
            self.fields["group"].choices = [(str(group.pk), group.title) for group in groups]
        else:
            del self.fields["group"]

    @property
    def title(self) -> str:
        return f"{self.line.child}, {self.line.activity}"

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("verdict") == Verdict.REFUSE and not cleaned.get("reason"):
            self.add_error("reason", "Un refus se motive : écrivez la raison que la famille lira.")
        return cleaned

    def answer(self) -> LineAnswer:
        return LineAnswer(
            enrolment=self.line,
            verdict=Verdict(self.cleaned_data["verdict"]),
            group=self.groups.get(self.cleaned_data.get("group", "")),
            reason=self.cleaned_data["reason"],
        )


class AnswerForm(Form):
    """A word that goes with what is done to one enrolment."""

    reason = forms.CharField(
        label="Un mot pour la famille",
        help_text="Facultatif : il s’ajoute au courriel.",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class EndForm(AnswerForm):
    last_day = SplitDateField(label="Dernier jour")
    field_order = ("last_day", "reason")

    def __init__(self, *args: Any, enrolment: Enrolment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["last_day"]
        field.earliest, field.latest = enrolment.starts_on, enrolment.ends_on


class DeskForm(Form):
    """A place given at the desk, with the choices that a family has."""

    household = forms.ChoiceField(label="Famille qui inscrit")
    start = SplitDateField(label="Premier jour")
    end = SplitDateField(label="Dernier jour")
    site = forms.ChoiceField(label="Lieu", required=False)
    group = forms.ChoiceField(label="Groupe", required=False)
    units = forms.MultipleChoiceField(label="Formule", required=False, widget=forms.CheckboxSelectMultiple)
    waiting = forms.BooleanField(label="Mettre sur la liste d’attente", required=False)
    waive = forms.CharField(
        label="Raison de la dérogation",
        help_text="Gardée dans le dossier avec votre nom. Le nombre de places ne se déroge pas.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self,
        *args: Any,
        line: Line,
        groups: Sequence[Group],
        households: Sequence[tuple[Household, str]],
        blocked: bool,
        **kwargs: Any,
    ) -> None:
        offer = line.offer
        proposed = offer.groups[0].slug if offer.groups else None
        initial = {"start": offer.starts_on, "end": line.last_day, "group": proposed}
        super().__init__(*args, initial=initial, **kwargs)
        self.line = line
        self._choose("household", [(str(one.pk), title) for one, title in households])
        self._choose("site", [(site.slug, site.name) for site in offer.sites])
        self._choose("group", [(group.slug, group.title) for group in groups])
        self._choose("units", [(unit.slug, unit.title) for unit in offer.units])
        if not (blocked or offer.meals):
            del self.fields["waive"]
        elif not blocked:
            self.fields["waive"].required = False
            self.fields["waive"].help_text = "Seulement pour une formule avec repas : gardée avec votre nom."

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        if choices:
            self.fields[name].choices = choices
        else:
            del self.fields[name]

    def answers(self) -> dict[str, Any]:
        """Return what was typed as the answers of the family's form."""
        typed, name = self.cleaned_data, self.line.name
        return {
            f"{name}-start": typed["start"].isoformat(),
            f"{name}-end": typed["end"].isoformat(),
            f"{name}-site": typed.get("site"),
            f"{name}-group": typed.get("group"),
            f"{name}-units": typed.get("units"),
        }
