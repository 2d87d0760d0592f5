from collections.abc import Sequence
from typing import Any

from django import forms

from apps.design.forms import Form


class RosterFilters(Form):
    annee = forms.ChoiceField(label="Année scolaire", required=False)

    def __init__(self, *args: Any, years: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["annee"].choices = [(year, year) for year in years]
        self.years = years

    @property
    def year(self) -> str:
        """Return the year that is asked for, or the current one; nothing where the list has no years."""
        asked = self.cleaned_data.get("annee", "") if self.is_valid() else ""
        return asked or (self.years[0] if self.years else "")
