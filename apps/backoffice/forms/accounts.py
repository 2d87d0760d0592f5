"""What agents type about accounts."""

from django import forms

from apps.accounts.enums import AccountStatus, Civility, Origin
from apps.backoffice.queries.accounts import LATE
from apps.design.forms import Form, SplitDateField

EVERYTHING = ("", "Tous")

REFUSAL_REASONS = {
    "autre-compte": (
        "Vous avez déjà un compte sur ce portail",
        "Vous avez déjà un compte sur ce portail : utilisez « J’ai oublié mon mot de passe » pour y revenir.",
    ),
    "hors-commune": (
        "La personne n’habite pas la commune et n’y a pas d’enfant accueilli",
        "Ce portail est réservé aux habitants de la commune et aux familles dont un enfant y est accueilli.",
    ),
    "identite": (
        "L’identité donnée est incomplète ou ne permet pas de reconnaître la personne",
        "L’identité que vous avez indiquée est incomplète : recommencez la création de votre espace avec votre nom, "
        "vos prénoms et votre date de naissance tels qu’ils figurent sur votre pièce d’identité.",
    ),
    "autre": ("Une autre raison, que j’écris", ""),
}
OTHER_REASON = "autre"


class AccountFilters(Form):
    q = forms.CharField(label="Nom, courriel ou téléphone", required=False, max_length=80)
    etat = forms.ChoiceField(label="État", required=False, choices=[EVERYTHING, *AccountStatus.choices])
    origine = forms.ChoiceField(label="Origine", required=False, choices=[EVERYTHING, *Origin.choices])
    echeance = forms.ChoiceField(
        label="Échéance", required=False, choices=[("", "Toutes"), (LATE, "Promesse dépassée")]
    )
    autocomplete = {"q": "off"}


class RefusalForm(Form):
    motive = forms.ChoiceField(
        label="Motif",
        choices=[(key, label) for key, (label, _text) in REFUSAL_REASONS.items()],
        widget=forms.RadioSelect,
    )
    details = forms.CharField(
        label="Précision que la personne lira",
        help_text="Facultative, sauf pour une autre raison.",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean(self) -> dict[str, str]:
        cleaned: dict[str, str] = super().clean() or self.cleaned_data
        if cleaned.get("motive") == OTHER_REASON and not cleaned.get("details"):
            self.add_error("details", "Écrivez la raison du refus : la personne la lira.")
        return cleaned

    @property
    def reason(self) -> str:
        """What the person reads."""
        _label, text = REFUSAL_REASONS[self.cleaned_data["motive"]]
        return "\n\n".join(filter(None, (text, self.cleaned_data["details"].strip())))


class NewAccountForm(Form):
    civility = forms.ChoiceField(label="Civilité", required=False, choices=[("", "Non précisée"), *Civility.choices])
    usual_name = forms.CharField(label="Nom", max_length=80)
    first_names = forms.CharField(label="Prénom(s)", max_length=120)
    birth_date = SplitDateField(label="Date de naissance", required=False)
    email = forms.EmailField(
        label="Courriel",
        required=False,
        max_length=254,
        help_text="Sans adresse, vous imprimerez un courrier avec un mot de passe provisoire.",
    )
    mobile = forms.CharField(label="Téléphone mobile", required=False, max_length=20)
    phone = forms.CharField(label="Téléphone fixe", required=False, max_length=20)
    number = forms.CharField(label="Numéro", required=False, max_length=12)
    street = forms.CharField(label="Voie", required=False, max_length=160)
    complement = forms.CharField(label="Bâtiment, appartement, complément", required=False, max_length=160)
    postal_code = forms.CharField(label="Code postal", required=False, max_length=12)
    city = forms.CharField(label="Ville", required=False, max_length=100)
    autocomplete = dict.fromkeys(
        ("civility", "usual_name", "first_names", "email", "mobile", "phone", "street", "postal_code", "city"), "off"
    )


class ReasonForm(Form):
    reason = forms.CharField(
        label="Motif",
        help_text="Il est gardé au journal ; la personne ne le lit pas.",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class TelephoneLostForm(Form):
    checked = forms.CharField(
        label="Comment avez-vous vérifié que c’est bien cette personne ?",
        help_text="Par exemple : pièce d’identité au guichet. Gardé au journal. Jamais sur un simple appel.",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Dites comment vous avez vérifié son identité."},
    )
