"""A procedure of its own: a bench in the shade, with a condition on each kind of thing."""

from dataclasses import replace
from typing import Any

from apps.accounts.models import User
from apps.casework import operations
from apps.casework.models import Case
from apps.families import operations as families
from communes_config.schema import (
    About,
    Audience,
    ColumnDefinition,
    ConditionDefinition,
    OptionDefinition,
    Prefill,
    ProcedureAttachment,
    ProcedureDefinition,
    QuestionDefinition,
    RulesToRead,
    StatementDefinition,
    StepDefinition,
    Theme,
)
from core.forms import Kind
from tests.apps.casework.makers import AT
from tests.apps.families.makers import agent, citizen, declaration

SHADE = ConditionDefinition(question="shade", values=("yes",))
PLACE = StepDefinition(
    slug="endroit",
    title="L’endroit",
    intro="Devant quel arbre ?",
    questions=(
        QuestionDefinition(slug="shade", label="À l’ombre ?", kind=Kind.YES_NO),
        QuestionDefinition(
            slug="tree",
            label="Quel arbre ?",
            kind=Kind.CHOICE,
            options=(OptionDefinition(value="oak", label="Chêne"), OptionDefinition(value="lime", label="Tilleul")),
            shown_if=SHADE,
        ),
    ),
)
WHO = StepDefinition(
    slug="vous",
    title="Vous",
    questions=(
        QuestionDefinition(slug="from", label="À partir du", kind=Kind.DATE, earliest="today"),
        QuestionDefinition(slug="email", label="Courriel", kind=Kind.EMAIL, prefill=Prefill.EMAIL),
        QuestionDefinition(slug="words", label="Un mot", kind=Kind.LONG_TEXT, required=False),
    ),
)
BENCH = ProcedureDefinition(
    slug="banc",
    title="Demander un banc",
    summary="Un banc devant chez vous.",
    theme=Theme.CONTACT,
    steps=(PLACE, WHO),
    attachments=(ProcedureAttachment(slug="photo", title="Photo de l’arbre", required=True, shown_if=SHADE),),
    statements=(StatementDefinition(slug="truth", text="Je certifie ces réponses exactes"),),
    rules_to_read=(RulesToRead(page="aide", title="Charte des bancs"),),
    accepted_text="Le banc sera posé.",
)
PLAIN = replace(BENCH, attachments=(), statements=(), rules_to_read=())
SWING = replace(
    PLAIN, slug="balancoire", title="Demander une balançoire", audience=Audience.REPRESENTATIVE, about=About.CHILD
)
GUESTS = QuestionDefinition(
    slug="guests",
    label="Qui s’assoit ?",
    kind=Kind.ROWS,
    minimum=1,
    maximum=3,
    row_label="Invité",
    add_label="Ajouter un invité",
    columns=(
        ColumnDefinition(slug="name", label="Prénom", kind=Kind.TEXT),
        ColumnDefinition(slug="phone", label="Téléphone", kind=Kind.PHONE, required=False),
        ColumnDefinition(slug="born", label="Naissance", kind=Kind.DATE, required=False, latest="today"),
    ),
)
PICNIC = replace(
    PLAIN,
    slug="table",
    title="Demander une table",
    steps=(StepDefinition(slug="tablee", title="La tablée", questions=(GUESTS, *WHO.questions[2:])),),
)
SUN = {"shade": "no"}
ABOUT_ME = {"from": "20/03/2026", "email": "maurice@exemple.fr", "words": ""}
PROMISES = {"rules-aide": "on", "statement-truth": "on"}


def representative() -> User:
    """Somebody whose family the town hall knows, with a child."""
    user = citizen()
    families.create_household(declaration=declaration(), account=user, by=agent(), at=AT, reference=f"f-{user.pk}")
    return user


def answered(case: Case, **steps: dict[str, Any]) -> Case:
    for step, raw in steps.items():
        case = operations.answer_step(case=case, step=step, raw=raw, by=case.requester, at=AT).case
    return case


def bench_draft(by: User | None = None, *, procedure: str = "banc") -> Case:
    return operations.open_draft(procedure=procedure, by=by or citizen(), at=AT)


def bench_filed(by: User | None = None) -> Case:
    case = answered(bench_draft(by), endroit=SUN, vous=ABOUT_ME, engagements=PROMISES)
    return operations.submit(case=case, by=case.requester, at=AT).case
