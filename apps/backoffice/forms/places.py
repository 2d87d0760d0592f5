"""What an agent types to change a place: where, with whom, with which units, from which day."""

from typing import Any

from django import forms

from apps.activities.definitions import rules_of
from apps.activities.models import Group, Site, Unit
from apps.design.forms import Form, SplitDateField
from apps.enrolments.models import Enrolment
from apps.enrolments.operations import Place, limits_of


class PlaceForm(Form):
    from_day = SplitDateField(
        label="Le changement vaut à partir du", help_text="Jusqu’à la veille, l’inscription reste ce qu’elle était."
    )
    site = forms.ChoiceField(label="Lieu", required=False)
    group = forms.ChoiceField(label="Groupe", required=False)
    units = forms.MultipleChoiceField(label="Formule", widget=forms.CheckboxSelectMultiple)
    starts_on = SplitDateField(label="Premier jour de l’inscription")
    ends_on = SplitDateField(label="Dernier jour de l’inscription")
    reason = forms.CharField(
        label="Un mot pour la famille",
        help_text="Facultatif : il s’ajoute au courriel et reste au journal.",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, enrolment: Enrolment, **kwargs: Any) -> None:
        self.enrolment = enrolment
        activity = enrolment.activity
        self.groups = self._kept(activity.groups.all(), enrolment.group)
        self.sites = self._kept(Site.objects.filter(slug__in=rules_of(activity).sites).order_by("pk"), enrolment.site)
        self.every_unit = self._kept(activity.units.all(), *enrolment.units.all())
        super().__init__(*args, **kwargs)
        self._choose("group", self.groups, "title")
        self._choose("site", self.sites, "name")
        self._choose("units", self.every_unit, "title")
        first, last = limits_of(enrolment)
        self.fields["starts_on"].earliest = min(first, enrolment.starts_on)
        self.fields["ends_on"].latest = max(last, enrolment.ends_on)

    @staticmethod
    def initial_of(enrolment: Enrolment) -> dict[str, Any]:
        return {
            "site": enrolment.site.slug if enrolment.site else "",
            "group": enrolment.group.slug if enrolment.group else "",
            "units": [unit.slug for unit in enrolment.units.all()],
            "starts_on": enrolment.starts_on,
            "ends_on": enrolment.ends_on,
        }

    def clean_units(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["units"]
        if len(chosen) > 1 and not rules_of(self.enrolment.activity).several_units:
            raise forms.ValidationError("Choisissez une seule formule.")
        return chosen

    def place(self) -> Place:
        typed = self.cleaned_data
        return Place(
            site=self.sites.get(typed.get("site", "")),
            group=self.groups.get(typed.get("group", "")),
            units=tuple(self.every_unit[slug] for slug in typed.get("units", ())),
            starts_on=typed["starts_on"],
            ends_on=typed["ends_on"],
        )

    def _kept(self, rows: Any, *current: Group | Site | Unit | None) -> dict[str, Any]:
        """Return what may be chosen by slug: what the commune offers today, and what the child has."""
        return {row.slug: row for row in rows if row.archived_at is None or row in current}

    def _choose(self, name: str, rows: dict[str, Any], label: str) -> None:
        if rows:
            self.fields[name].choices = [(slug, getattr(row, label)) for slug, row in rows.items()]
        else:
            del self.fields[name]
