from collections.abc import Sequence

from django import forms

from apps.casework import canned
from apps.casework.enums import CannedUse
from apps.design.forms import Form


class CannedForm(Form):
    """An answer written beforehand, where it is offered and what it says."""

    title = forms.CharField(label="Nom", help_text="Ce que les agents choisissent dans la liste.", max_length=120)
    use = forms.ChoiceField(label="Proposée pour", choices=CannedUse.choices)
    service = forms.ChoiceField(label="Service", required=False)
    procedure = forms.ChoiceField(label="Démarche", required=False)
    body = forms.CharField(label="Texte", max_length=4000, widget=forms.Textarea(attrs={"rows": 8}))
    autocomplete = {"title": "off"}

    def __init__(
        self,
        *args: object,
        services: Sequence[tuple[str, str]],
        procedures: Sequence[tuple[str, str]],
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service"].choices = services
        self.fields["procedure"].choices = [("", "Toutes"), *procedures]
        fields = ", ".join(f"{{{name}}}" for name in canned.KNOWN)
        self.fields["body"].help_text = f"Remplacés au moment d’insérer : {fields}."
