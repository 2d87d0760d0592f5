from django import forms

from apps.backoffice.queries.certifications import AT_THE_DESK, EVERY, ONLINE
from apps.design.forms import Form
from core.certification import Certified

CERTIFIED = {Certified.LATE: "En retard", Certified.ASKED: "À confirmer bientôt", Certified.UP_TO_DATE: "À jour"}


class FamilySearch(Form):
    q = forms.CharField(
        label="Nom, enfant, téléphone, courriel, fin de clé ou numéro de demande",
        help_text="Les accents et les majuscules ne comptent pas.",
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    autocomplete = {"q": "off"}


class CertificationFilters(Form):
    q = forms.CharField(label="Nom, téléphone ou courriel", required=False, max_length=80)
    etat = forms.ChoiceField(label="État", required=False, choices=[*CERTIFIED.items(), (EVERY, "Toutes")])
    compte = forms.ChoiceField(
        label="Compte en ligne",
        required=False,
        choices=[("", "Avec ou sans"), (ONLINE, "Avec un compte"), (AT_THE_DESK, "Sans compte")],
    )
    autocomplete = {"q": "off"}


class RejectMatchForm(Form):
    reason = forms.CharField(
        label="Pourquoi ce sont deux enfants différents",
        help_text="Facultatif : gardé pour le prochain agent qui se poserait la question.",
        required=False,
        max_length=300,
    )
