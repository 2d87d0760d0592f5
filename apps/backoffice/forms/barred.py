"""What agents type about a third person who must not collect a child."""

from datetime import date, timedelta
from typing import Any

from django import forms

from apps.backoffice.forms.custody import EARLIEST
from apps.design.forms import Form, SplitDateField

READ_WITH_A_REASON = "Chiffré. Seuls les agents qui lisent les jugements le lisent, et chaque lecture est au journal."


class BarredForm(Form):
    full_name = forms.CharField(label="Prénom et nom", max_length=200)
    link = forms.CharField(
        label="Lien avec l’enfant",
        help_text="Facultatif : un voisin, l’ami d’un parent, un oncle…",
        required=False,
        max_length=100,
    )
    reason = forms.CharField(
        label="Pourquoi", help_text=READ_WITH_A_REASON, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    starts_on = SplitDateField(label="À partir du", earliest=EARLIEST)
    last_day = SplitDateField(label="Dernier jour", help_text="Facultatif.", required=False)

    def given(self) -> dict[str, Any]:
        """Return what the operation takes."""
        said = self.cleaned_data
        last: date | None = said.get("last_day")
        return {
            "name": said["full_name"],
            "link": said["link"],
            "reason": said["reason"],
            "starts_on": said["starts_on"],
            "ends_on": last + timedelta(days=1) if last else None,
        }


class BarredEndForm(Form):
    ends_on = SplitDateField(
        label="Ne vaut plus à partir du",
        help_text="Notée par erreur ? Donnez le jour où elle commence : elle n’aura jamais valu.",
        earliest=EARLIEST,
    )
    reason = forms.CharField(label="Pourquoi", help_text=READ_WITH_A_REASON, max_length=300)
