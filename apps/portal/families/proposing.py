from typing import Any

from django import forms

from apps.casework.custody import OWN_HOMES
from apps.design.custody import EARLIEST, RhythmForm
from apps.design.forms import SplitDateField


class ProposalForm(RhythmForm):
    """A custody as a parent proposes it, with the judgment that says so."""

    starts_on = SplitDateField(label="À partir du", earliest=EARLIEST)
    judgment = forms.FileField(
        label="Jugement ou convention",
        help_text="La décision qui fixe la résidence de l’enfant, ou l’accord signé des deux parents. "
        "Seule la mairie le lit.",
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, homes=OWN_HOMES, **kwargs)
