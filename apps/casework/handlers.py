"""Who knows what a payload means and what a decision changes: registered at start-up by the app concerned."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar, Protocol

from apps.accounts.models import User
from apps.accounts.permissions import Permission
from apps.casework import payloads, procedures
from apps.casework.about import about_step, prefilled
from apps.casework.deadlines import local
from apps.casework.models import Case
from apps.casework.procedures import Procedure
from apps.families.operations import check_authority
from communes_config.schema import About, AttachmentKind
from communes_config.schema.procedures import CHILDREN
from core import forms
from core.blocks import Block
from core.forms import Form, FormProblem, Kind, Question, RecapSection


class Problem(Protocol):
    """Something that keeps a request from being filed."""

    @property
    def message(self) -> str: ...


class Section(Protocol):
    """A part of the request as it is read back; `key` says where it is modified."""

    @property
    def key(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def heading(self) -> str: ...
    @property
    def rows(self) -> Sequence[tuple[str, object]]: ...


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A draft read once: what is asked, and all that keeps it from being filed."""

    form: Form
    problems: Sequence[Problem]


@dataclass(frozen=True, kw_only=True)
class Questionnaire:
    """The questions of one draft, whatever the answers tried on them; a handler reads what they depend on only once."""

    handler: "DecisionHandler"
    case: Case
    at: datetime

    def form(self, payload: Mapping[str, Any]) -> Form:
        return self.handler.form(procedures.of_case(self.case), self.case.requester, payload, self.at)

    def asked(self, case: Case) -> Asked:
        """Return the form for the answers of the case as it now is, with all that keeps it from being filed."""
        form = self.form(case.payload)
        return Asked(form=form, problems=self.handler.problems_in(form, case, self.at))


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What an accepted request changed, in sentences that its author reads."""

    sentences: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ComparisonRow:
    label: str
    old: object
    new: object

    @property
    def differs(self) -> bool:
        return self.old != self.new


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """What the commune knows beside what is asked, for the agent who decides."""

    rows: tuple[ComparisonRow, ...]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the service answered to one part of a request, and where its author follows it.

    `page` is a page of the portal with its arguments; `notes` are what is still to be done.
    """

    title: str
    status: str
    tone: str
    detail: str = ""
    page: str = ""
    page_arguments: tuple[str, ...] = ()
    notes: tuple[Block, ...] = ()


class DecisionHandler(Protocol):
    reserved_to: ClassVar[Permission | None]  # None: whoever sees the requests of the service reads these too

    def check_opening(self, user: User) -> None:
        """Raise a DomainError when this person has no reason to make the request."""

    def check_filing(self, user: User, payload: Mapping[str, Any]) -> None:
        """Raise a DomainError when what this person has become makes the payload void."""

    def new_payload(self, user: User, at: datetime) -> dict[str, Any]:
        """Return the payload that a draft starts with, prefilled with what the account says."""

    def form(self, procedure: Procedure, user: User, payload: Mapping[str, Any], at: datetime) -> Form:
        """Return what is asked, given what was answered so far; never raises because of an answer."""

    def attachments(self, procedure: Procedure, payload: Mapping[str, Any]) -> tuple[AttachmentKind, ...]:
        """Return the pieces that these answers call for."""

    def questionnaire(self, case: Case, at: datetime) -> Questionnaire:
        """Return what draws the form of a draft for any answers, from one reading of what the commune knows."""

    def problems_in(self, form: Form, case: Case, at: datetime) -> Sequence[Problem]:
        """Return all that keeps the case from being filed, by this form drawn for it."""

    def sections(self, case: Case) -> Sequence[Section]:
        """Return the case as it is read back: once filed, with the questions as they were asked."""

    def filed(self, procedure: Procedure, user: User, payload: Mapping[str, Any], at: datetime) -> dict[str, Any]:
        """Return the payload as it is kept once the request is filed."""

    def service(self, procedure: Procedure, payload: Mapping[str, Any]) -> str:
        """Return the slug of the service that answers, which may depend on what is asked."""

    def lodged(self, *, case: Case, by: User, at: datetime) -> None:
        """Reserve what the request asks for, in the transaction that files it."""

    def may_ask_again(self, question: Question) -> bool:
        """Whether the service may have this question answered again once the request is filed."""

    def answered_again(self, case: Case, payload: dict[str, Any]) -> dict[str, Any]:
        """Return the payload as it is kept once questions were answered again."""

    def known(self, case: Case) -> object:
        """Return what the commune knows already about the people of the request, for the agent's page."""

    def answers(self, case: Case, at: datetime) -> tuple[Answer, ...]:
        """Return what the service answered part by part, as it stands; nothing when the request is answered whole."""

    def accept(self, *, case: Case, by: User, at: datetime) -> Outcome:
        """Do what the request asks, in the caller's transaction; may be called twice for one case."""

    def take_effect(self, *, case: Case, by: User | None, at: datetime) -> Outcome:
        """Do, on the day it named, what an accepted case put off; `by` is who accepted it."""

    def refuse(self, *, case: Case, by: User, at: datetime) -> None:
        """Undo what filing reserved, in the caller's transaction."""

    def withdraw(self, *, case: Case, by: User, at: datetime) -> None:
        """Undo what filing reserved: the citizen cancels the request."""


class RecordHandler:
    """A request made of questions, whose acceptance is nothing but the decision; the others start from here."""

    reserved_to: ClassVar[Permission | None] = None
    decides_for_children: ClassVar[bool] = False  # asked by who holds parental authority, not by whoever lives there

    def check_opening(self, user: User) -> None:
        """Anybody in the audience may."""

    def check_filing(self, user: User, payload: Mapping[str, Any]) -> None:
        """Refuse who decides for a child without parental authority; the rest is the form's. Raises NoAuthority."""
        if self.decides_for_children:
            check_authority(user, payloads.children(payload))

    def new_payload(self, user: User, at: datetime) -> dict[str, Any]:
        return {"answers": {}}

    def form(self, procedure: Procedure, user: User, payload: Mapping[str, Any], at: datetime) -> Form:
        """Return the commune's form, the choice of the children first, with what the account already says."""
        form = prefilled(procedure.definition, user)
        if procedure.definition.about is About.NOTHING:
            return form
        return Form(steps=(about_step(procedure.definition, user, at, deciding=self.decides_for_children), *form.steps))

    def attachments(self, procedure: Procedure, payload: Mapping[str, Any]) -> tuple[AttachmentKind, ...]:
        if "filed" in payload:
            return payloads.filed_kinds(payload)
        answers = payloads.answers(payload)
        conditions = ((kind, procedures.condition_of(kind)) for kind in procedure.terms.attachments)
        return tuple(
            kind
            for kind, condition in conditions
            if condition is None or condition.to_core().holds(answers.get(condition.question))
        )

    def questionnaire(self, case: Case, at: datetime) -> Questionnaire:
        return Questionnaire(handler=self, case=case, at=at)

    def problems_in(self, form: Form, case: Case, at: datetime) -> Sequence[FormProblem]:
        written = payloads.written(case.payload)
        found = forms.problems(form, written, local(at).date())
        return (
            *found,
            *_asked_again(procedures.of_case(case), form, case.payload, {problem.question for problem in found}),
        )

    def sections(self, case: Case) -> Sequence[Section]:
        form = payloads.filed_form(case.payload)
        if form is None:
            form = self.form(procedures.of_case(case), case.requester, case.payload, case.updated_at)
        read = forms.recap(form, payloads.written(case.payload))
        if payloads.AS_FILED not in case.payload:
            return read
        return _with_first_answers(read, forms.recap(form, payloads.answered_first(case.payload)))

    def filed(self, procedure: Procedure, user: User, payload: Mapping[str, Any], at: datetime) -> dict[str, Any]:
        form = self.form(procedure, user, payload, at)
        return payloads.as_filed(payload, form, self.attachments(procedure, payload), procedure.definition)

    def service(self, procedure: Procedure, payload: Mapping[str, Any]) -> str:
        return procedure.terms.service

    def lodged(self, *, case: Case, by: User, at: datetime) -> None:
        """Nothing is reserved."""

    def may_ask_again(self, question: Question) -> bool:
        """Everything but the children, who make the request what it is, and what was sworn or accepted."""
        return question.slug != CHILDREN and question.kind is not Kind.STATEMENT and not question.locked

    def answered_again(self, case: Case, payload: dict[str, Any]) -> dict[str, Any]:
        """Add the pieces that the new answers call for: the agent sees them missing, and asks for them."""
        procedure = procedures.of_case(case)
        unfiled = {key: value for key, value in payload.items() if key != "filed"}
        return payloads.with_kinds(payload, self.attachments(procedure, unfiled))

    def known(self, case: Case) -> object:
        return None

    def answers(self, case: Case, at: datetime) -> tuple[Answer, ...]:
        return ()

    def accept(self, *, case: Case, by: User, at: datetime) -> Outcome:
        text = procedures.of_case(case).definition.accepted_text
        return Outcome(sentences=(text,) if text else ())

    def take_effect(self, *, case: Case, by: User | None, at: datetime) -> Outcome:
        """Acceptance put nothing off."""
        return Outcome()

    def refuse(self, *, case: Case, by: User, at: datetime) -> None:
        """Filing reserved nothing."""

    def withdraw(self, *, case: Case, by: User, at: datetime) -> None:
        """Filing reserved nothing."""


class PageHandler(RecordHandler):
    """A request written on a page of its own, beside what it changes: no question, and a payload kept as it is."""

    def form(self, procedure: Procedure, user: User, payload: Mapping[str, Any], at: datetime) -> Form:
        return Form()

    def attachments(self, procedure: Procedure, payload: Mapping[str, Any]) -> tuple[AttachmentKind, ...]:
        return procedure.terms.attachments

    def problems_in(self, form: Form, case: Case, at: datetime) -> Sequence[FormProblem]:
        return ()

    def filed(self, procedure: Procedure, user: User, payload: Mapping[str, Any], at: datetime) -> dict[str, Any]:
        return dict(payload)


def _with_first_answers(read: Sequence[RecapSection], first: Sequence[RecapSection]) -> tuple[RecapSection, ...]:
    """Say under each answer given again what it was when the request was filed."""
    before = {(section.key, label): value for section in first for label, value in section.rows}
    return tuple(replace(section, rows=tuple(_rows_with_first(section, before))) for section in read)


def _rows_with_first(section: RecapSection, before: Mapping[tuple[str, str], object]) -> Iterator[tuple[str, object]]:
    for label, value in section.rows:
        yield label, value
        former = before.get((section.key, label), value)
        if former != value:
            yield f"{label} (réponse d’abord donnée)", former


def _asked_again(
    procedure: Procedure, form: Form, payload: Mapping[str, Any], wrong: set[str]
) -> tuple[FormProblem, ...]:
    """Return the answers to confirm because the commune changed their question since."""
    changed = {question.slug for question in payloads.changed(payload, procedure.definition)}
    answers = forms.prune(form, payloads.answers(payload))
    return tuple(
        FormProblem(
            step=step.slug,
            question=question.slug,
            label=question.label,
            message=f"La question « {question.label} » a changé : vérifiez votre réponse.",
        )
        for step, question in form.questions()
        if question.slug in changed & answers.keys() and question.slug not in wrong
    )


_handlers: dict[str, DecisionHandler] = {"record": RecordHandler()}


def register(key: str, handler: DecisionHandler) -> None:
    _handlers[key] = handler


def get(key: str) -> DecisionHandler:
    """Return a registered handler, or raise KeyError."""
    return _handlers[key]


def is_known(key: str) -> bool:
    return key in _handlers


def of_case(case: Case) -> DecisionHandler:
    """Return who knows what this case means."""
    return get(procedures.of_case(case).handler)
