"""A form of a town hall: an absence, its reason, and the proof that some reasons call for."""

from typing import Any

from core.forms import Condition, Form, Kind, Option, Question, Step


def question(slug: str, kind: Kind = Kind.TEXT, **more: Any) -> Question:
    return Question(slug=slug, label=more.pop("label", slug.capitalize()), kind=kind, **more)


REASONS = (
    Option(value="illness", label="Maladie"),
    Option(value="strike", label="Grève", refused="elle n’est pas annoncée."),
    Option(value="other", label="Autre"),
)
ABSENCE = Form(
    steps=(
        Step(
            slug="absence",
            title="L’absence",
            questions=(
                question("first", Kind.DATE, label="Premier jour"),
                question("several", Kind.YES_NO, label="Plusieurs jours ?"),
                question("last", Kind.DATE, shown_if=Condition(question="several", values=("yes",))),
            ),
        ),
        Step(
            slug="reason",
            title="Le motif",
            questions=(
                question("reason", Kind.CHOICE, options=REASONS),
                question("which", shown_if=Condition(question="reason", values=("other",))),
                question("doctor", required=False, shown_if=Condition(question="reason", values=("illness",))),
            ),
        ),
        Step(
            slug="return",
            title="Le retour",
            shown_if=Condition(question="last", values=("2026-03-20",)),
            questions=(question("meal", Kind.AUTHORISATION),),
        ),
        Step(slug="end", title="Bon à savoir", intro="Le repas du premier jour reste dû."),
    )
)
