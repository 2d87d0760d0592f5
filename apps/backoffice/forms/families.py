from django import forms

from apps.design.forms import Form


class FamilySearch(Form):
    q = forms.CharField(
        label="Nom, enfant, téléphone, courriel, fin de clé ou numéro de demande",
        help_text="Les accents et les majuscules ne comptent pas.",
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    autocomplete = {"q": "off"}


class RejectMatchForm(Form):
    reason = forms.CharField(
        label="Pourquoi ce sont deux enfants différents",
        help_text="Facultatif : gardé pour le prochain agent qui se poserait la question.",
        required=False,
        max_length=300,
    )
