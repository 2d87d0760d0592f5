"""What the health officer types; the reason of each reading is read by the family."""

from typing import Any

from django import forms

from apps.design.forms import Form, SplitDateField
from core.vaccination import Vaccine

OTHER = "autre"
REASONS = {
    "accueil": "Préparer l’accueil de l’enfant",
    "sortie": "Préparer une sortie ou un séjour",
    "famille": "Répondre à la famille",
    "urgence": "Urgence ou incident",
    OTHER: "Un autre motif, que j’écris",
}
TEXT = 1000


class ReasonForm(Form):
    """Why something is opened: one of the usual reasons, or a sentence."""

    motif = forms.ChoiceField(label="Pourquoi ouvrez-vous ce dossier ?", choices=[("", "Choisissez"), *REASONS.items()])
    precision = forms.CharField(
        label="Précision", help_text="La famille lira ce motif tel que vous l’écrivez.", required=False, max_length=200
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("motif") == OTHER and not given.get("precision"):
            self.add_error("precision", "Écrivez votre motif : la famille le lira.")
        return given

    @property
    def why(self) -> str:
        usual = "" if self.cleaned_data["motif"] == OTHER else REASONS[self.cleaned_data["motif"]]
        return " : ".join(filter(None, (usual, self.cleaned_data["precision"])))


class ChildSearch(Form):
    q = forms.CharField(
        label="Nom ou prénom de l’enfant",
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    autocomplete = {"q": "off"}


class BundleForm(ReasonForm):
    enfants = forms.TypedMultipleChoiceField(
        label="Enfants",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cochez au moins un enfant."},
    )

    def __init__(self, *args: Any, choices: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["enfants"].choices = choices  # type: ignore[attr-defined]  # a choice field has them


class VersionForm(Form):
    """Carries the version that its reader had on screen; several of them stand on one page."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"{type(self).__name__.lower()}_%s")
        super().__init__(*args, **kwargs)

    def terms(self) -> dict[str, Any]:
        """Return what the operation takes, by its own names."""
        return self.cleaned_data


class SignPlanForm(VersionForm):
    signed_on = SplitDateField(label="Signé le", error_messages={"required": "Indiquez le jour de la signature."})
    valid_from = SplitDateField(
        label="Valable à partir du",
        help_text="Rien : le jour de la signature.",
        required=False,
    )
    valid_until = SplitDateField(
        label="Valable jusqu’au",
        help_text="Ce jour compris : le plus souvent, la fin de l’année scolaire.",
        error_messages={"required": "Indiquez le dernier jour du PAI."},
    )
    what_to_do = forms.CharField(
        label="Conduite à tenir",
        help_text="Ce que l’équipe doit faire, et non la maladie.",
        max_length=TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    packed_lunch = forms.BooleanField(label="La famille fournit le panier-repas", required=False)


class ClosePlanForm(VersionForm):
    reason = forms.CharField(
        label="Votre réponse à la famille", max_length=TEXT, widget=forms.Textarea(attrs={"rows": 3})
    )


class VaccinesForm(Form):
    """What an agent read in the health booklet."""

    outcome = forms.ChoiceField(
        label="Ce que vous avez lu",
        choices=[
            ("complete", "Tous les vaccins obligatoires sont faits"),
            ("missing", "Il manque des vaccins"),
            ("exempt", "Un certificat médical de contre-indication"),
        ],
        widget=forms.RadioSelect,
    )
    missing = forms.MultipleChoiceField(
        label="Vaccins qui manquent", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, required: tuple[Vaccine, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(one), one.label) for one in required]
        self.fields["missing"].choices = choices  # type: ignore[attr-defined]  # a choice field has them

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("outcome") == "missing" and not given.get("missing"):
            self.add_error("missing", "Cochez les vaccins qui manquent.")
        return given

    @property
    def absent(self) -> list[Vaccine]:
        if self.cleaned_data["outcome"] != "missing":
            return []
        return [Vaccine(value) for value in self.cleaned_data["missing"]]

    @property
    def exempt(self) -> bool:
        return bool(self.cleaned_data["outcome"] == "exempt")
