"""What agents type about a case. Each form carries the version of the case that its reader had on screen."""

from collections.abc import Sequence

from django import forms

from apps.accounts.models import User
from apps.backoffice.queries import cases as queries
from apps.casework import procedures
from apps.casework.enums import CaseStatus
from apps.casework.models import Case
from apps.casework.workflow import UNFILED
from apps.design.forms import Form

TEXT = 4000

REFUSAL_REASONS = {
    "incomplet": (
        "Les pièces demandées ne sont pas arrivées",
        "Malgré notre demande, les pièces nécessaires ne nous sont pas parvenues. "
        "Vous pouvez déposer une nouvelle demande dès que vous les avez.",
    ),
    "doublon": (
        "La famille est déjà connue sous un autre compte",
        "Votre famille est déjà enregistrée : utilisez la clé que nous vous avons remise, ou contactez le service.",
    ),
    "justificatif": (
        "Les pièces ne prouvent pas ce qui est déclaré",
        "Les pièces jointes ne correspondent pas à ce que vous avez déclaré.",
    ),
    "autre": ("Une autre raison, que j’écris", ""),
}
OTHER_REASON = "autre"


class CaseFilters(Form):
    q = forms.CharField(label="Numéro, nom ou téléphone", required=False, max_length=80)
    etat = forms.ChoiceField(
        label="État",
        required=False,
        choices=[
            ("", queries.STATES[queries.OPEN]),
            *((status.value, status.label) for status in CaseStatus if status not in UNFILED),
            (queries.ALL, queries.STATES[queries.ALL]),
        ],
    )
    demarche = forms.ChoiceField(label="Démarche", required=False)
    service = forms.ChoiceField(label="Service", required=False)
    age = forms.ChoiceField(label="Déposée depuis", required=False, choices=[("", "Toujours"), *queries.AGES.items()])
    agent = forms.ChoiceField(
        label="Agent",
        required=False,
        choices=[("", "Tous"), (queries.MINE, "Les miennes"), (queries.NOBODYS, "Sans agent")],
    )
    autocomplete = {"q": "off"}

    def __init__(self, *args: object, services: Sequence[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        offered = [(procedure.slug, procedure.terms.title) for procedure in procedures.every()]
        self._choose("demarche", "Toutes", offered)
        self._choose("service", "Tous", services)

    def _choose(self, name: str, everything: str, choices: Sequence[tuple[str, str]]) -> None:
        """Offer a choice, unless there is nothing to choose from."""
        if len(choices) < 2:
            del self.fields[name]
        else:
            self.fields[name].choices = [("", everything), *choices]


class CaseForm(Form):
    """An action on one version of a case."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: object, case: Case, **kwargs: object) -> None:
        kwargs.setdefault("initial", {})["version"] = case.version  # type: ignore[index]  # a form takes anything
        super().__init__(*args, **kwargs)


class AcceptForm(CaseForm):
    note = forms.CharField(
        label="Un mot pour la famille",
        help_text="Facultatif : il s’ajoute au courriel qui annonce l’acceptation.",
        required=False,
        max_length=TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AskForm(CaseForm):
    pieces = forms.MultipleChoiceField(
        label="Pièces qui manquent ou ne conviennent pas", required=False, widget=forms.CheckboxSelectMultiple
    )
    message = forms.CharField(
        label="Ce que la famille doit faire",
        help_text="Le délai de réponse s’arrête jusqu’à ce qu’elle réponde.",
        max_length=TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        initial="Votre demande est presque complète. Merci de nous transmettre ce qui suit.",
    )

    def __init__(self, *args: object, case: Case, **kwargs: object) -> None:
        super().__init__(*args, case=case, **kwargs)
        titles = [kind.title for kind in procedures.get(case.procedure).terms.attachments]
        self.fields["pieces"].choices = [(title, title) for title in titles]


class RefuseForm(CaseForm):
    motive = forms.ChoiceField(
        label="Motif",
        choices=[(key, label) for key, (label, _text) in REFUSAL_REASONS.items()],
        widget=forms.RadioSelect,
    )
    details = forms.CharField(
        label="Précision que la famille lira",
        help_text="Facultative, sauf pour une autre raison.",
        required=False,
        max_length=TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean(self) -> dict[str, object]:
        cleaned: dict[str, object] = super().clean() or self.cleaned_data
        if cleaned.get("motive") == OTHER_REASON and not cleaned.get("details"):
            self.add_error("details", "Un refus se motive : écrivez la raison que la famille lira.")
        return cleaned

    @property
    def reason(self) -> str:
        """What the family reads."""
        _label, text = REFUSAL_REASONS[self.cleaned_data["motive"]]
        return "\n\n".join(filter(None, (text, self.cleaned_data["details"].strip())))


class AssignForm(CaseForm):
    agent = forms.ChoiceField(label="Confier à")

    def __init__(self, *args: object, case: Case, colleagues: Sequence[User], **kwargs: object) -> None:
        super().__init__(*args, case=case, **kwargs)
        self.fields["agent"].choices = [(str(agent.pk), agent.display_name) for agent in colleagues]


class MessageForm(Form):
    body = forms.CharField(
        label="Écrire à la famille",
        help_text="Elle reçoit un courriel et lit votre message dans sa demande.",
        max_length=TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class NoteForm(Form):
    body = forms.CharField(
        label="Note interne",
        help_text="La famille peut demander à la lire : des faits utiles à l’instruction, jamais de jugement.",
        max_length=TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, auto_id="id_note_%s", **kwargs)  # the message to the family is on the same page
