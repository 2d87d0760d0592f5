from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from communes_config import rules
from communes_config.schema.family import AttachmentKind, Silence
from communes_config.schema.options import option
from core.forms import MOST_ROWS, Condition, Day, Form, FromToday, Kind, Option, Question, Step
from core.openings import Opening, Window, opening_on

CHILDREN = "children"  # the question that every procedure about children asks first
STATEMENT = "statement-"
RULES = "rules-"
CHILDREN_STEP = "enfants"
COMMITMENTS_STEP = "engagements"


# What the platform does once a request is accepted; apps/casework registers each at start-up.
HANDLERS: Final[Mapping[str, str]] = {
    "record": "n'enregistre que la décision",
    "contact_details": "change l'adresse, les téléphones ou le courriel du compte",
    "enrolment": "inscrit les enfants aux activités",
    "health_record": "met à jour la fiche sanitaire des enfants",
    "family_change": "change un champ de la famille",
    "absence": "enregistre les absences avec leur justificatif",
    "school_enrolment": "inscrit l'enfant à l'école de son secteur, ou à une autre par dérogation",
}


class Theme(StrEnum):
    FAMILY = "family"
    SCHOOL = "school"
    CHILDCARE = "childcare"
    ACCOUNT = "account"
    RIGHTS = "rights"
    CONTACT = "contact"


class Audience(StrEnum):
    CITIZEN = "citizen"
    REPRESENTATIVE = "representative"


class About(StrEnum):
    NOTHING = "nothing"
    CHILD = "child"
    CHILDREN = "children"


class Prefill(StrEnum):
    NOTHING = "nothing"
    USUAL_NAME = "usual_name"
    FIRST_NAMES = "first_names"
    EMAIL = "email"
    PHONE = "phone"
    MOBILE = "mobile"
    ADDRESS = "address"


@dataclass(frozen=True, kw_only=True, slots=True)
class ConditionDefinition:
    question: str = option("Question posée avant celle-ci", rules.SLUG)
    values: tuple[str, ...] = option("Réponses qui conviennent ; « yes » et « no » pour oui et non", rules.NOT_EMPTY)

    def to_core(self) -> Condition:
        return Condition(question=self.question, values=self.values)


@dataclass(frozen=True, kw_only=True, slots=True)
class OptionDefinition:
    value: str = option("Identifiant de la réponse", rules.SLUG)
    label: str = option("Réponse, telle qu'on la lit", rules.FILLED)
    help: str = option("Précision", default="")


@dataclass(frozen=True, kw_only=True, slots=True)
class ColumnDefinition:
    slug: str = option("Identifiant, unique dans la démarche ; pour une colonne, unique dans sa ligne", rules.SLUG)
    label: str = option("Question, telle qu'on la lit", rules.FILLED)
    kind: Kind = option("Genre de réponse")
    required: bool = option("Réponse obligatoire", default=True)
    help: str = option("Aide sous la question", default="")
    options: tuple[OptionDefinition, ...] = option("Réponses, pour « choice » et « choices »", default=())
    minimum: int | None = option(
        "Plus petit nombre, nombre minimal de réponses cochées, ou de lignes pour « rows »", default=None
    )
    maximum: int | None = option(
        f"Plus grand nombre, nombre maximal de réponses cochées, ou de lignes pour « rows » ({MOST_ROWS} sinon)",
        default=None,
    )
    earliest: str = option("Première date acceptée", rules.BOUND_DAY, default="")
    latest: str = option("Dernière date acceptée", rules.BOUND_DAY, default="")
    max_length: int | None = option("Longueur maximale du texte", rules.between(1, 10_000), default=None)

    def to_core(self) -> Question:
        return Question(
            slug=self.slug,
            label=self.label,
            kind=self.kind,
            required=self.required,
            help=self.help,
            options=tuple(Option(value=item.value, label=item.label, help=item.help) for item in self.options),
            minimum=self.minimum if self.kind is not Kind.DATE else _bound(self.earliest),
            maximum=self.maximum if self.kind is not Kind.DATE else _bound(self.latest),
            max_length=self.max_length,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class QuestionDefinition(ColumnDefinition):
    shown_if: ConditionDefinition | None = option("Ne poser la question que si…", default=None)
    autocomplete: str = option("Attribut autocomplete (« family-name », « tel »…)", default="")
    prefill: Prefill = option("Réponse proposée, tirée du compte", default=Prefill.NOTHING)
    columns: tuple[ColumnDefinition, ...] = option("Ce que demande chaque ligne, pour « rows »", default=())
    row_label: str = option("Nom d'une ligne, sans article, pour « rows » (« Accompagnateur »)", default="")
    add_label: str = option("Bouton qui ajoute une ligne, pour « rows » (« Ajouter un accompagnateur »)", default="")

    def to_core(self) -> Question:
        return replace(
            ColumnDefinition.to_core(self),
            shown_if=self.shown_if.to_core() if self.shown_if else None,
            autocomplete=self.autocomplete,
            columns=tuple(column.to_core() for column in self.columns),
            row_label=self.row_label,
            add_label=self.add_label,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class StepDefinition:
    slug: str = option("Identifiant de l'étape, dans son adresse", rules.SLUG)
    title: str = option("Titre de l'étape", rules.FILLED)
    intro: str = option("Phrase en tête de l'étape", default="")
    questions: tuple[QuestionDefinition, ...] = option("Questions de l'étape", default=())
    shown_if: ConditionDefinition | None = option("Ne montrer l'étape que si…", default=None)

    def to_core(self) -> Step:
        return Step(
            slug=self.slug,
            title=self.title,
            intro=self.intro,
            questions=tuple(question.to_core() for question in self.questions),
            shown_if=self.shown_if.to_core() if self.shown_if else None,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class ProcedureAttachment(AttachmentKind):
    shown_if: ConditionDefinition | None = option("Ne demander la pièce que si…", default=None)


@dataclass(frozen=True, kw_only=True, slots=True)
class StatementDefinition:
    slug: str = option("Identifiant de l'engagement", rules.SLUG)
    text: str = option("Ce que la personne atteste sur l'honneur", rules.FILLED)


@dataclass(frozen=True, kw_only=True, slots=True)
class RulesToRead:
    page: str = option("Page du portail à lire", rules.SLUG)
    title: str = option("Nom du règlement", rules.FILLED)


@dataclass(frozen=True, kw_only=True, slots=True)
class OpeningWindow:
    first: str = option("Premier jour, « aaaa-mm-jj » ou chaque année « mm-jj »", rules.OPENING_DAY, default="")
    last: str = option("Dernier jour compris, écrit de la même façon", rules.OPENING_DAY, default="")

    def to_core(self) -> Window:
        return Window(first=self.first, last=self.last)


class RosterOf(StrEnum):
    ACCEPTED = "accepted"
    KEPT = "kept"


@dataclass(frozen=True, kw_only=True, slots=True)
class RosterColumn:
    question: str = option("Question dont on lit la réponse", rules.SLUG)
    title: str = option("Titre court de la colonne", rules.FILLED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Roster:
    """The list that agents make of the requests: who waits at which stop, who asks first for a place."""

    title: str = option("Titre de la liste", rules.FILLED)
    of: RosterOf = option("Demandes acceptées, ou toutes celles qui ne sont ni refusées ni annulées")
    name: str = option(
        "Question qui nomme l'enfant, quand la demande ne porte pas sur un enfant connu",
        rules.OPTIONAL_SLUG,
        default="",
    )
    group_by: tuple[str, ...] = option("Questions qui rangent la liste, deux au plus", rules.NO_REPEAT, default=())
    columns: tuple[RosterColumn, ...] = option("Colonnes, dans l'ordre", default=())
    from_day: str = option(
        "Question qui dit à partir de quel jour : la liste se fait par année scolaire", rules.OPTIONAL_SLUG, default=""
    )
    ranked: bool = option("Numérotée dans l'ordre du dépôt", default=False)

    @property
    def questions(self) -> tuple[str, ...]:
        """Every question that the list reads."""
        columns = (column.question for column in self.columns)
        return tuple(filter(None, (self.name, *self.group_by, *columns, self.from_day)))


@dataclass(frozen=True, kw_only=True, slots=True)
class ProcedureDefinition:
    """A procedure as a commune offers it. `form` is what is asked; a handler may add to it."""

    slug: str = option("Nom du fichier", rules.SLUG)
    version: int = option("Version, à augmenter quand le sens des réponses change", rules.between(1, 999), default=1)
    title: str = option("Titre de la démarche", rules.FILLED)
    summary: str = option("Ce qu'elle permet, en une phrase", rules.FILLED)
    intro: str = option("Ce qu'il faut savoir avant de commencer, en Markdown", default="")
    icon: str = option("Pictogramme Lucide", rules.SLUG, default="file-text")
    theme: Theme = option("Rubrique du catalogue")
    service: str = option(
        "Service qui instruit ; rien : celui qui instruit les familles", rules.OPTIONAL_SLUG, default=""
    )
    handler: str = option(
        f"Ce que fait l'acceptation : {', '.join(f'« {key} » {does}' for key, does in HANDLERS.items())}",
        rules.HANDLER,
        default="record",
    )
    expected_minutes: int = option("Durée approximative annoncée, en minutes", rules.between(1, 120), default=5)
    silence: Silence = option(
        "Effet du silence de la mairie ; « none » : rien n'est décidé, le service répond et clôt",
        default=Silence.REFUSE,
    )
    silence_months: int = option(
        "Délai au bout duquel le silence vaut décision, en mois", rules.between(1, 12), default=2
    )
    audience: Audience = option("Qui peut la faire : tout compte, ou qui représente un foyer", default=Audience.CITIZEN)
    opens: tuple[OpeningWindow, ...] = option("Périodes d'ouverture ; rien : toujours ouverte", default=())
    repeatable: bool = option("Plusieurs demandes en cours à la fois", default=False)
    decided_at_once: bool = option("Acceptée dès le dépôt, sans agent", default=False)
    about: About = option("Concerne un enfant, plusieurs, ou personne en particulier", default=About.NOTHING)
    expected_children: bool = option("Les enfants à naître peuvent être choisis", default=False)
    parental_authority: bool = option("Seul qui exerce l'autorité parentale sur l'enfant peut la faire", default=False)
    steps: tuple[StepDefinition, ...] = option("Étapes du formulaire", default=())
    attachments: tuple[ProcedureAttachment, ...] = option("Pièces jointes", default=())
    statements: tuple[StatementDefinition, ...] = option("Engagements sur l'honneur", default=())
    rules_to_read: tuple[RulesToRead, ...] = option("Règlements à lire", default=())
    roster: Roster | None = option("Liste que les agents tirent des demandes", default=None)
    accepted_text: str = option("Ce que la personne lit quand sa demande est acceptée, ou close", default="")
    satisfaction: str = option(
        "Question à choix unique dont les réponses sont comptées dans les statistiques",
        rules.OPTIONAL_SLUG,
        default="",
    )
    satisfaction_about: str = option(
        "Question à choix unique qui dit de quoi parle l'avis ; rien : de la démarche elle-même",
        rules.OPTIONAL_SLUG,
        default="",
    )

    def form(self) -> Form:
        """Return what the commune asks, without what only the portal knows (children, answers of the account)."""
        steps = [step.to_core() for step in self.steps]
        commitments = tuple(self._commitments())
        if commitments:
            steps.append(Step(slug=COMMITMENTS_STEP, title="Mes engagements", questions=commitments))
        return Form(steps=tuple(steps))

    def opening(self, today: date) -> Opening:
        return opening_on([window.to_core() for window in self.opens], today)

    def questions(self) -> Iterator[QuestionDefinition]:
        return (question for step in self.steps for question in step.questions)

    def _commitments(self) -> Iterator[Question]:
        for text in self.rules_to_read:
            yield Question(
                slug=f"{RULES}{text.page}",
                label=f"J’ai lu le texte « {text.title} » et j’en accepte les règles",
                kind=Kind.STATEMENT,
                link=f"/pages/{text.page}/",
                link_label=f"Lire : {text.title}",
            )
        for statement in self.statements:
            yield Question(slug=f"{STATEMENT}{statement.slug}", label=statement.text, kind=Kind.STATEMENT)


def _bound(text: str) -> Day | None:
    """Return "2026-03-01" as a date, and "today", "today+7" or "today-3" as a day that moves with the clock."""
    if text.startswith("today"):
        return FromToday(days=int(text.removeprefix("today") or 0))
    return date.fromisoformat(text) if text else None
