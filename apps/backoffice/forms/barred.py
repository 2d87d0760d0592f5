"""What agents type about a third person who must not collect a child."""

from datetime import date, timedelta

from django import forms

from apps.backoffice.forms.custody import EARLIEST
from apps.design.forms import Form, SplitDateField

READ_WITH_A_REASON = "Chiffré. Seuls les agents qui lisent les jugements le lisent, et chaque lecture est au journal."


class BarredForm(Form):
    name = forms.CharField(label="Prénom et nom", max_length=200)
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

    @property
    def ends_on(self) -> date | None:
        last: date | None = self.cleaned_data.get("last_day")
        return last + timedelta(days=1) if last else None


class BarredEndForm(Form):
    ends_on = SplitDateField(
        label="Ne vaut plus à partir du",
        help_text="Notée par erreur ? Donnez le jour où elle commence : elle n’aura jamais valu.",
        earliest=EARLIEST,
    )
    reason = forms.CharField(label="Pourquoi", help_text=READ_WITH_A_REASON, max_length=300)
