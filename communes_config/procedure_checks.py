"""What a procedure may not say: an unanswerable question, a condition on nothing, a page that is not there."""

from collections.abc import Mapping, Sequence
from datetime import date

from communes_config.finding import Finding, Findings, known_service, repeated
from communes_config.reader import shown, suggestion
from communes_config.schema.content import Page
from communes_config.schema.documents import DocumentKind
from communes_config.schema.family import Silence
from communes_config.schema.identity import Service
from communes_config.schema.procedures import (
    CHILDREN,
    CHILDREN_STEP,
    COMMITMENTS_STEP,
    HANDLERS,
    RULES,
    STATEMENT,
    About,
    Audience,
    ColumnDefinition,
    ConditionDefinition,
    Prefill,
    ProcedureDefinition,
    QuestionDefinition,
)
from core.forms import COLUMN_KINDS, MOST_ROWS, Kind

RESERVED_SLUGS = ("famille",)  # the declaration of the family has screens of its own
CHOSEN = (Kind.CHOICE, Kind.CHOICES)
SPOKEN_YES_NO = ("yes", "no")
LEVELS = 2  # of titles in a list


def procedures_are_served(
    procedures: Sequence[ProcedureDefinition],
    services: Sequence[Service],
    pages: Mapping[str, Page],
    documents: Mapping[str, DocumentKind],
) -> Findings:
    for procedure in procedures:
        key = f"procedures[{procedure.slug}]"
        if procedure.slug in RESERVED_SLUGS:
            yield Finding(f"{key}.slug", shown(procedure.slug), "un autre nom de fichier : celui-ci est réservé")
        if procedure.handler not in HANDLERS:
            expected = f"un traitement parmi {', '.join(HANDLERS)}{suggestion(procedure.handler, HANDLERS)}"
            yield Finding(f"{key}.handler", shown(procedure.handler), expected)
        if procedure.service:
            yield from known_service(f"{key}.service", procedure.service, services)
        for text in procedure.rules_to_read:
            if text.page not in pages:
                expected = f"une page qui existe{suggestion(text.page, pages)}"
                yield Finding(f"{key}.rules_to_read[{text.page}].page", shown(text.page), expected)
        for piece in procedure.attachments:
            if piece.document and piece.document not in documents:
                expected = f"un genre de documents.toml{suggestion(piece.document, documents)}"
                yield Finding(f"{key}.attachments[{piece.slug}].document", shown(piece.document), expected)


def procedures_ask_in_order(procedures: Sequence[ProcedureDefinition]) -> Findings:
    """A condition is about a question that was asked before, and about an answer that it offers."""
    for procedure in procedures:
        key = f"procedures[{procedure.slug}]"
        yield from _repeats(procedure, key)
        asked: dict[str, QuestionDefinition] = {}
        for step in procedure.steps:
            place = f"{key}.steps[{step.slug}]"
            yield from _condition(f"{place}.shown_if", step.shown_if, asked)
            for question in step.questions:
                yield from _condition(f"{place}.questions[{question.slug}].shown_if", question.shown_if, asked)
                asked[question.slug] = question
        for piece in procedure.attachments:
            yield from _condition(f"{key}.attachments[{piece.slug}].shown_if", piece.shown_if, asked)


def rosters_read_their_questions(procedures: Sequence[ProcedureDefinition]) -> Findings:
    """A list is made of questions of its own procedure, in two levels at most."""
    for procedure in procedures:
        if procedure.roster is None:
            continue
        key = f"procedures[{procedure.slug}].roster"
        asked = {question.slug for question in procedure.questions()}
        for slug in procedure.roster.questions:
            if slug not in asked:
                yield Finding(key, shown(slug), f"une question de la démarche{suggestion(slug, asked)}")
        tables = {question.slug for question in procedure.questions() if question.kind is Kind.ROWS}
        for slug in (procedure.roster.name, procedure.roster.from_day, *procedure.roster.group_by):
            if slug in tables:
                yield Finding(
                    key, shown(slug), f"une question qui n'est pas de genre « {Kind.ROWS} », hors des colonnes"
                )
        if len(procedure.roster.group_by) > LEVELS:
            yield Finding(f"{key}.group_by", str(len(procedure.roster.group_by)), f"{LEVELS} questions au plus")


def procedures_are_answerable(procedures: Sequence[ProcedureDefinition]) -> Findings:
    for procedure in procedures:
        key = f"procedures[{procedure.slug}]"
        if procedure.about is not About.NOTHING and procedure.audience is not Audience.REPRESENTATIVE:
            expected = "representative : seul un représentant du foyer a des enfants à choisir"
            yield Finding(f"{key}.audience", shown(procedure.audience), expected)
        if procedure.parental_authority and procedure.about is About.NOTHING:
            expected = "false, ou about = child ou children : la démarche ne concerne aucun enfant"
            yield Finding(f"{key}.parental_authority", "true", expected)
        if procedure.silence is Silence.NONE and (procedure.handler != "record" or procedure.decided_at_once):
            expected = "accept ou refuse : l'acceptation de cette démarche fait quelque chose"
            yield Finding(f"{key}.silence", shown(procedure.silence), expected)
        for name in ("satisfaction", "satisfaction_about"):
            yield from _counted(f"{key}.{name}", getattr(procedure, name), procedure)
        for index, window in enumerate(procedure.opens, start=1):
            yield from _window(f"{key}.opens[{index}]", window.first, window.last)
        for step in procedure.steps:
            for question in step.questions:
                yield from _question(f"{key}.steps[{step.slug}].questions[{question.slug}]", question, procedure)


def _repeats(procedure: ProcedureDefinition, key: str) -> Findings:
    yield from repeated(f"{key}.steps", [step.slug for step in procedure.steps])
    yield from repeated(f"{key}.questions", [question.slug for question in procedure.questions()])
    yield from repeated(f"{key}.attachments", [piece.slug for piece in procedure.attachments])
    yield from repeated(f"{key}.statements", [statement.slug for statement in procedure.statements])
    yield from repeated(f"{key}.rules_to_read", [text.page for text in procedure.rules_to_read])
    for step in procedure.steps:
        if step.slug in (CHILDREN_STEP, COMMITMENTS_STEP):
            yield Finding(f"{key}.steps[{step.slug}].slug", shown(step.slug), "un autre nom : celui-ci est réservé")
    for question in procedure.questions():
        yield from repeated(f"{key}.questions[{question.slug}].options", [item.value for item in question.options])


def _condition(key: str, condition: ConditionDefinition | None, asked: Mapping[str, QuestionDefinition]) -> Findings:
    if condition is None:
        return
    question = asked.get(condition.question)
    if question is None:
        expected = f"une question posée avant{suggestion(condition.question, asked)}"
        yield Finding(f"{key}.question", shown(condition.question), expected)
        return
    if question.kind is Kind.ROWS:
        yield Finding(
            f"{key}.question", shown(condition.question), f"une question d'un autre genre que « {Kind.ROWS} »"
        )
    known = _answers(question)
    for value in condition.values:
        if known and value not in known:
            expected = f"une réponse de « {question.slug} » : {', '.join(known)}{suggestion(value, known)}"
            yield Finding(f"{key}.values", shown(value), expected)


def _answers(question: QuestionDefinition) -> tuple[str, ...]:
    """Return the answers known beforehand; none when they are typed, or filled by the handler."""
    if question.kind in (Kind.YES_NO, Kind.AUTHORISATION, Kind.STATEMENT):
        return SPOKEN_YES_NO
    return tuple(item.value for item in question.options)


def _window(key: str, first: str, last: str) -> Findings:
    if not first and not last:
        yield Finding(key, "rien", "first, last, ou les deux")
    elif first and last and len(first) != len(last):
        yield Finding(key, shown(f"{first}, {last}"), "deux dates écrites de la même façon")
    elif first and last and len(first) == len("aaaa-mm-jj") and last < first:
        yield Finding(f"{key}.last", shown(last), f"un jour à partir de {first}")


def _question(key: str, question: QuestionDefinition, procedure: ProcedureDefinition) -> Findings:
    if question.slug == CHILDREN or question.slug.startswith((STATEMENT, RULES)):
        yield Finding(f"{key}.slug", shown(question.slug), "un autre identifiant : celui-ci est réservé")
    yield from _asked(key, question, options_known=procedure.handler == "record")
    yield from _table(key, question)


def _asked(key: str, question: ColumnDefinition, *, options_known: bool) -> Findings:
    """What makes one question answerable, be it a column."""
    if question.kind in CHOSEN and not question.options and options_known:
        yield Finding(f"{key}.options", "rien", "au moins une réponse à choisir")
    if question.kind not in CHOSEN and question.options:
        yield Finding(f"{key}.options", shown(question.options), f"rien, pour une question « {question.kind} »")
    if question.minimum is not None and question.maximum is not None and question.minimum > question.maximum:
        yield Finding(f"{key}.minimum", shown(question.minimum), f"au plus maximum ({question.maximum})")
    if _fixed(question.earliest) and _fixed(question.latest) and question.latest < question.earliest:
        yield Finding(f"{key}.latest", shown(question.latest), f"un jour à partir de {question.earliest}")


def _table(key: str, question: QuestionDefinition) -> Findings:
    """What makes the rows of a question answerable; the other kinds have none."""
    if question.kind is not Kind.ROWS:
        for name in ("columns", "row_label", "add_label"):
            if told := getattr(question, name):
                yield Finding(f"{key}.{name}", shown(told), f"rien, pour une question « {question.kind} »")
        return
    for name, expected in (
        ("columns", "au moins une colonne"),
        ("row_label", "le nom d'une ligne"),
        ("add_label", "les mots du bouton qui ajoute une ligne"),
    ):
        if not getattr(question, name):
            yield Finding(f"{key}.{name}", "rien", expected)
    for name in ("minimum", "maximum"):
        bound = getattr(question, name)
        if bound is not None and not 1 <= bound <= MOST_ROWS:
            yield Finding(f"{key}.{name}", shown(bound), f"un nombre de lignes, de 1 à {MOST_ROWS}")
    if question.prefill is not Prefill.NOTHING:
        yield Finding(f"{key}.prefill", shown(question.prefill), f"rien, pour une question « {question.kind} »")
    yield from repeated(f"{key}.columns", [column.slug for column in question.columns])
    for column in question.columns:
        yield from _column(f"{key}.columns[{column.slug}]", column)


def _column(key: str, column: ColumnDefinition) -> Findings:
    if column.kind not in COLUMN_KINDS:
        yield Finding(f"{key}.kind", shown(column.kind), f"un genre de colonne parmi {', '.join(COLUMN_KINDS)}")
    yield from repeated(f"{key}.options", [item.value for item in column.options])
    yield from _asked(key, column, options_known=True)


def _counted(key: str, slug: str, procedure: ProcedureDefinition) -> Findings:
    choices = [question.slug for question in procedure.questions() if question.kind is Kind.CHOICE]
    if slug and slug not in choices:
        yield Finding(key, shown(slug), f"une question à choix unique de la démarche{suggestion(slug, choices)}")


def _fixed(day: str) -> date | None:
    return date.fromisoformat(day) if day and not day.startswith("today") else None
