"""The procedure of enrolment: several children, several activities, one request, decided line by line."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from apps.accounts.models import User
from apps.activities.definitions import rules_of
from apps.activities.queries import today_of
from apps.casework import handlers, payloads, procedures
from apps.casework.booklets import hand_over
from apps.casework.enums import CaseStatus
from apps.casework.errors import AccountMayNotFile
from apps.casework.handlers import Answer, Asked, Outcome, Questionnaire, RecordHandler, Section
from apps.casework.models import Case
from apps.casework.operations.drafts import join_again
from apps.casework.procedures import Procedure
from apps.enrolments import operations, pieces, questions, reading, renewal, wording
from apps.enrolments.enums import EnrolmentStatus
from apps.enrolments.errors import MayNotCollect
from apps.enrolments.known import KnownLines, known_lines
from apps.enrolments.models import Enrolment
from apps.enrolments.operations.permissions import check_collectors
from apps.enrolments.operations.requests import of_case
from apps.enrolments.queries import barred_collectors, kept_waiting
from apps.enrolments.situation import (
    CHILDREN,
    Line,
    Situation,
    chosen_children,
    grid_slug,
    lines_of,
    situation_of,
)
from apps.health import operations as health
from apps.health.models import IndividualPlan
from apps.health.permissions import told_of
from communes_config.schema import AttachmentKind
from communes_config.schema.procedures import CHILDREN_STEP, COMMITMENTS_STEP, RULES
from core.errors import DomainError
from core.forms import Form, FormProblem, Kind, Question, Step
from tenants import context

HANDLER = "enrolment"
SLUG = "inscription"
NOTHING_ASKED = "Choisissez au moins une activité, pour un de vos enfants."


@dataclass(frozen=True, kw_only=True)
class FamilyQuestionnaire(Questionnaire):
    """What a family may ask for, read once; `common` is what the commune asks of everybody."""

    found: Situation
    common: Form

    def form(self, payload: Mapping[str, Any]) -> Form:
        return _form(self.found, self.common, payload)

    def asked(self, case: Case) -> Asked:
        asked = super().asked(case)
        wrong = {problem.step for problem in asked.problems}
        clashes = (one for one in _clashes(self.found, payloads.answers(case.payload)) if one.step not in wrong)
        return replace(asked, problems=(*asked.problems, *clashes))


class EnrolmentHandler(RecordHandler):
    decides_for_children = True

    def new_payload(self, user: User, at: datetime) -> dict[str, Any]:
        """Start from what the children do this year and from the pieces that still hold."""
        answers = renewal.renewed(situation_of(user, at))
        children = [int(pk) for pk in answers.get(CHILDREN, ())]
        return {"answers": answers, CHILDREN: children, pieces.KEPT: sorted(pieces.still_good(user, at))}

    def form(self, procedure: Procedure, user: User, payload: Mapping[str, Any], at: datetime) -> Form:
        return _form(situation_of(user, at), super().form(procedure, user, payload, at), payload)

    def attachments(self, procedure: Procedure, payload: Mapping[str, Any]) -> tuple[AttachmentKind, ...]:
        if "filed" in payload:
            return payloads.filed_kinds(payload)
        common = super().attachments(procedure, payload)
        return pieces.kinds_for(common, payloads.answers(payload), payload.get(pieces.KEPT, ()))

    def questionnaire(self, case: Case, at: datetime) -> Questionnaire:
        common = super().form(procedures.of_case(case), case.requester, case.payload, at)
        return FamilyQuestionnaire(
            handler=self, case=case, at=at, found=situation_of(case.requester, at), common=common
        )

    def sections(self, case: Case) -> Sequence[Section]:
        """Return the request as it is read back; once filed, the object of a PAI is read in the health record only."""
        read = super().sections(case)
        return read if payloads.filed_form(case.payload) is None else tuple(map(_without_health, read))

    def lodged(self, *, case: Case, by: User, at: datetime) -> None:
        """Keep each line, refuse what became impossible meanwhile, and join the pieces that the town hall knows."""
        found = situation_of(by, at)
        if found.household is None:
            raise AccountMayNotFile
        answers = payloads.answers(case.payload)
        lines = lines_of(found, answers)
        reading.check_eligible(found, lines)
        operations.request(case=case, wishes=reading.wishes(found, lines, answers), by=by, at=at)
        known = pieces.still_good(by, at)
        for kind in payloads.filed_kinds(case.payload):
            if kind.slug in known:
                join_again(case=case, attachment=known[kind.slug], by=by, at=at)
        again = {piece.document_id for piece in known.values()}
        hand_over(
            case=case, children=pieces.vaccinated((line.child, line.offer.rules) for line in lines), at=at, again=again
        )

    def may_ask_again(self, question: Question) -> bool:
        """The lines were taken when the request was filed: what is said of each child may still change."""
        return super().may_ask_again(question) and questions.is_about_a_child(question.slug)

    def known(self, case: Case) -> KnownLines:
        return known_lines(of_case(case), payloads.answers(case.payload), case.updated_at)

    def answers(self, case: Case, at: datetime) -> tuple[Answer, ...]:
        """Return each line as it stands, once the request is accepted: a place may have come or ended since."""
        if case.status != CaseStatus.ACCEPTED:
            return ()
        lines, today = of_case(case), today_of(at)
        waits = kept_waiting(lines, today, told_of(case.requester, {line.child for line in lines}, today))
        return tuple(wording.answer(line, waits.get(line.pk, ())) for line in lines)

    def accept(self, *, case: Case, by: User, at: datetime) -> Outcome:
        lines = operations.settle(case=case, by=by, at=at)
        kept = [line for line in lines if line.status in {EnrolmentStatus.ACTIVE, EnrolmentStatus.WAITING}]
        plans = self._keep_what_was_said(case, kept, at)
        hand_over(
            case=case,
            children=pieces.vaccinated((line.child, rules_of(line.activity)) for line in kept),
            at=at,
            answered=True,
        )
        today = today_of(at)
        waits = kept_waiting(kept, today, told_of(case.requester, {line.child for line in kept}, today))
        said = (wording.outcome(line, waits.get(line.pk, ())) for line in lines)
        text = procedures.of_case(case).definition.accepted_text
        return Outcome(sentences=(*said, *plans, *((text,) if text else ())))

    def refuse(self, *, case: Case, by: User, at: datetime) -> None:
        operations.drop(case=case, status=EnrolmentStatus.REFUSED, reason=case.decision_note, by=by, at=at)

    def withdraw(self, *, case: Case, by: User, at: datetime) -> None:
        operations.drop(case=case, status=EnrolmentStatus.CANCELLED, reason="", by=by, at=at)

    def _keep_what_was_said(self, case: Case, lines: Iterable[Enrolment], at: datetime) -> list[str]:
        """Write down permissions and collectors once for each child, ask for the PAI; return what the family reads."""
        answers, today = payloads.answers(case.payload), today_of(at)
        sentences = []
        for line in {line.child_id: line for line in lines}.values():
            said = reading.said_of(line.child, line.household, answers, today)
            operations.answer_for_child(
                child=line.child,
                household=line.household,
                permissions=said.permissions,
                collectors=said.collectors,
                by=case.requester,
                at=at,
                today=today,
            )
            if said.pai_subject is not None and not IndividualPlan.objects.open().filter(child=line.child).exists():
                health.ask_plan(child=line.child, by=case.requester, at=at, subject=said.pai_subject)
                sentences.append(wording.plan_asked(line.child))
        return sentences


def register() -> None:
    handlers.register(HANDLER, EnrolmentHandler())


def _form(found: Situation, common: Form, payload: Mapping[str, Any]) -> Form:
    """Return the commune's form with what the family may ask for in it."""
    written = payloads.written(payload)
    lines = lines_of(found, written)
    added = questions.steps(found, written)
    steps: list[Step] = []
    for step in common.steps:
        if step.slug == COMMITMENTS_STEP:
            steps += added
            steps.append(_with_rules(step, lines))
        else:
            steps.append(_own_children(step, found) if step.slug == CHILDREN_STEP else step)
    if not any(step.slug == COMMITMENTS_STEP for step in steps):
        steps += added
        commitments = _with_rules(Step(slug=COMMITMENTS_STEP, title="Mes engagements"), lines)
        steps += [commitments] if commitments.questions else []
    return Form(steps=tuple(steps))


def _own_children(step: Step, found: Situation) -> Step:
    """Ask about the children of the household that enrols: those of another household are enrolled from it."""
    mine = {str(child.pk) for child in found.children}
    kept = (
        replace(question, options=tuple(option for option in question.options if option.value in mine))
        for question in step.questions
    )
    return replace(step, questions=tuple(kept))


def _with_rules(step: Step, lines: Iterable[Line]) -> Step:
    """Add the rules of the activities to those that the commune has read in every case."""
    pages = dict.fromkeys(page for line in lines for page in line.offer.rules.rules_to_read)
    asked = {question.slug for question in step.questions}
    added = (_rules(page) for page in pages if f"{RULES}{page}" not in asked)
    return replace(step, questions=(*added, *step.questions))


def _rules(page: str) -> Question:
    published = context.config().pages.get(page)
    title = published.title if published else page
    return Question(
        slug=f"{RULES}{page}",
        label=f"J’ai lu le texte « {title} » et j’en accepte les règles",
        kind=Kind.STATEMENT,
        link=f"/pages/{page}/",
        link_label=f"Lire : {title}",
    )


def _clashes(found: Situation, answers: Mapping[str, Any]) -> Iterable[FormProblem]:
    """Return what no question says alone: nothing to ask, dates in the wrong order, somebody a judge keeps away."""
    lines = lines_of(found, answers)
    children = chosen_children(found, answers)
    if children and not lines:
        yield FormProblem(
            step=questions.GRID, question=grid_slug(children[0]), label="Activités", message=NOTHING_ASKED
        )
    for line in lines:
        try:
            reading.days_of(line, answers)
        except DomainError as refusal:
            yield FormProblem(step=line.name, question=f"{line.name}-end", label="Dernier jour", message=str(refusal))
    barred = barred_collectors(children, found.today)
    for child in children:
        named = reading.named_in(child, answers)
        chosen = [*reading.allowed_contacts(child, found.contacts, answers), *([named] if named else [])]
        try:
            check_collectors(child, chosen, barred[child.pk])
        except MayNotCollect as refusal:
            slug = questions.other_slug(child)
            yield FormProblem(
                step=questions.child_step_slug(child),
                question=slug,
                label="Venir chercher l’enfant",
                message=str(refusal),
            )


def _without_health(section: Section) -> Section:
    if not any(label == questions.PAI_SUBJECT for label, _value in section.rows):
        return section
    rows = tuple(
        (label, "Dans le dossier santé de l’enfant" if label == questions.PAI_SUBJECT and value else value)
        for label, value in section.rows
    )
    return replace(section, rows=rows)
