"""What agents type about a case. Each form carries the version of the case that its reader had on screen."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms

from apps.accounts.models import User
from apps.backoffice.queries import cases as queries
from apps.casework import family
from apps.casework.enums import CaseStatus, PieceVerdict
from apps.casework.models import CannedAnswer, Case
from apps.casework.queries import Piece
from apps.casework.reopening import askable
from apps.casework.workflow import UNFILED
from apps.design.forms import FileInput, Form
from apps.documents.recognition import FILE_TYPES
from communes_config.schema import Uploads

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
ALREADY_KNOWN = "doublon"


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
    echeance = forms.ChoiceField(
        label="Décision implicite", required=False, choices=[("", "Toutes"), *queries.DEADLINES.items()]
    )
    famille = forms.ChoiceField(
        label="Échanges", required=False, choices=[("", "Tous"), (queries.WROTE, "La famille a écrit")]
    )
    agent = forms.ChoiceField(label="Agent", required=False)
    autocomplete = {"q": "off"}

    def __init__(
        self,
        *args: object,
        services: Sequence[tuple[str, str]],
        procedures: Sequence[tuple[str, str]],
        agents: Sequence[tuple[str, str]],
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._choose("demarche", "Toutes", procedures)
        self._choose("service", "Tous", services)
        usual = [("", "Tous"), (queries.MINE, "Les miennes"), (queries.NOBODYS, "Sans agent")]
        self.fields["agent"].choices = [*usual, *agents]

    def _choose(self, name: str, everything: str, choices: Sequence[tuple[str, str]]) -> None:
        """Offer a choice, unless there is nothing to choose from."""
        if len(choices) < 2:
            del self.fields[name]
        else:
            self.fields[name].choices = [("", everything), *choices]

    def count(self, found: queries.Facets) -> None:
        """Write beside each procedure how many lines it would show."""
        if "demarche" in self.fields:
            (everything, *offered) = self.fields["demarche"].choices
            counted = [(slug, f"{title} ({found.procedures.get(slug, 0)})") for slug, title in offered]
            self.fields["demarche"].choices = [everything, *counted]


class CaseForm(Form):
    """An action on one version of a case."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: object, case: Case, **kwargs: object) -> None:
        kwargs.setdefault("initial", {})["version"] = case.version  # type: ignore[index]  # a form takes anything
        super().__init__(*args, **kwargs)


class Inserting(Form):
    """A form with words for the family, into which an answer written beforehand may be put."""

    words: ClassVar[str]

    def offer(self, answers: Sequence[CannedAnswer]) -> None:
        if answers:
            self.fields["reponse"] = forms.ChoiceField(
                label="Réponse type",
                required=False,
                choices=[("", "Choisir…"), *((str(answer.pk), answer.title) for answer in answers)],
            )

    def typed(self) -> dict[str, Any]:
        """Return what was typed, complete or not, to show the form again without reproach."""
        return {
            name: field.widget.value_from_datadict(self.data, self.files, name) for name, field in self.fields.items()
        }

    def with_answer(self, text: str) -> dict[str, Any]:
        """Return what was typed, with an answer after the words already there."""
        typed = self.typed()
        before = (typed[self.words] or "").strip()
        untouched = before == str(self.fields[self.words].initial or "").strip()
        return typed | {self.words: text if untouched else f"{before}\n\n{text}", "reponse": ""}


class AcceptForm(Inserting, CaseForm):
    words = "note"
    note = forms.CharField(
        label="Un mot pour la famille",
        help_text="Facultatif : il s’ajoute au courriel qui annonce l’acceptation.",
        required=False,
        max_length=TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class CloseForm(Inserting, CaseForm):
    words = "answer"
    answer = forms.CharField(
        label="Votre réponse",
        help_text="Facultative si vous avez déjà répondu, ou si la personne n’attend rien.",
        required=False,
        max_length=TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class AskForm(Inserting, CaseForm):
    words = "message"
    pieces = forms.MultipleChoiceField(
        label="Pièces qui manquent ou ne conviennent pas", required=False, widget=forms.CheckboxSelectMultiple
    )
    questions = forms.MultipleChoiceField(
        label="Réponses à revoir",
        help_text="La famille les retrouve ouvertes, avec ce qu’elle avait répondu.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    message = forms.CharField(
        label="Ce que la famille doit faire",
        help_text="Le délai de réponse s’arrête jusqu’à ce qu’elle réponde.",
        max_length=TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        initial="Votre demande est presque complète. Merci de nous transmettre ce qui suit.",
    )

    def __init__(self, *args: object, case: Case, pieces: Sequence[Piece], **kwargs: object) -> None:
        super().__init__(*args, case=case, **kwargs)
        self.titles = {piece.kind.slug: piece.as_asked for piece in pieces}
        self.fields["pieces"].choices = list(self.titles.items())
        self.fields["questions"].choices = [
            (question.slug, f"{step.title} : {question.label}") for step, question in askable(case)
        ]
        for name in ("pieces", "questions"):
            if not self.fields[name].choices:
                del self.fields[name]

    @property
    def asked(self) -> dict[str, str]:
        """The pieces ticked: their slug, and their name as the citizen reads it."""
        return {slug: self.titles[slug] for slug in self.cleaned_data.get("pieces", [])}


class RefuseForm(Inserting, CaseForm):
    words = "details"
    motive = forms.ChoiceField(label="Motif", widget=forms.RadioSelect)
    details = forms.CharField(
        label="Précision que la famille lira",
        help_text="Facultative, sauf pour une autre raison.",
        required=False,
        max_length=TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: object, case: Case, **kwargs: object) -> None:
        super().__init__(*args, case=case, **kwargs)
        offered = [(key, label) for key, (label, _text) in REFUSAL_REASONS.items()]
        self.fields["motive"].choices = [
            (key, label) for key, label in offered if key != ALREADY_KNOWN or case.procedure == family.SLUG
        ]

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


class MessageForm(Inserting, Form):
    words = "body"
    body = forms.CharField(
        label="Écrire à la famille",
        help_text="Elle reçoit un courriel et lit votre message dans sa demande.",
        max_length=TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    file = forms.FileField(label="Joindre un fichier", help_text="La famille pourra l’ouvrir.", required=False)

    def __init__(self, *args: object, uploads: Uploads, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        accepted = (kind.extensions for kind in FILE_TYPES if kind.type in uploads.types)
        accept = ",".join(f".{extension}" for extensions in accepted for extension in extensions)
        self.fields["file"].widget = FileInput(max_mb=uploads.max_mb, accept=accept)


class PieceForm(CaseForm):
    verdict = forms.ChoiceField(label="Avis", choices=PieceVerdict.choices)
    reason = forms.CharField(label="Pourquoi elle ne convient pas", required=False, max_length=300)


class NoteForm(Form):
    body = forms.CharField(
        label="Note interne",
        help_text="La famille peut demander à la lire : des faits utiles à l’instruction, jamais de jugement.",
        max_length=TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, auto_id="id_note_%s", **kwargs)  # the message to the family is on the same page
