"""The health record of one child, filled by a parent: prefilled with what is known, in force once accepted.

The commune words the questions; their slugs say what they fill. What must not be kept (CNIL, NS-058) is shown to the
parent before filing, then left out of the request as it is filed and of the record.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any, ClassVar, Final

from django.urls import reverse

from apps.accounts.models import User
from apps.accounts.permissions import Permission
from apps.casework import handlers, payloads, procedures
from apps.casework.booklets import hand_over
from apps.casework.deadlines import local
from apps.casework.handlers import Comparison, ComparisonRow, Outcome, Questionnaire, RecordHandler
from apps.casework.health_answers import NAP, content_of, initials, lawful, options_of
from apps.casework.models import Case
from apps.casework.procedures import Procedure
from apps.documents.models import Document
from apps.families.models import Person
from apps.health import operations, queries
from apps.health.enums import Severity, VaccinationState
from apps.health.errors import HealthNotYours
from apps.health.models import HealthRecord, IndividualPlan
from apps.health.operations import RecordContent
from apps.health.permissions import children_whose_health_is_kept_by, may_hold, may_keep
from apps.health.queries import HealthPage
from communes_config.schema.procedures import CHILDREN
from core.diets import text_refused
from core.forms import Condition, Form, FormProblem, Kind, Option, Question, RecapSection, Step, prune
from tenants import context

KEY: Final = "health_record"
PROTOCOL: Final = "protocole-pai"
CONDUCT: Final = "conduite"
ALLERGIES, PLAN, VACCINES = "allergies", "pai", "vaccins"
CHECKED: Final = (VaccinationState.CHECKED, VaccinationState.EXEMPT)
NOT_YOURS: Final = "seuls les parents qui exercent l’autorité parentale tiennent son dossier santé."
TO_PROVE: Final = "il reste à confirmer que c’est bien vous, avant d’ouvrir son dossier santé."


@dataclass(frozen=True, slots=True)
class Keepers:
    """The children whose record the parent keeps, and those it will keep once the parent proved who they are."""

    kept: set[int]
    waiting: set[int]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the questions depend on besides the answers; `page_of` opens the record of the child chosen, once."""

    common: Form
    today: date
    keepers: Keepers
    page_of: Callable[[int], HealthPage]


@dataclass(frozen=True, kw_only=True)
class HealthQuestionnaire(Questionnaire):
    reading: Reading

    def form(self, payload: Mapping[str, Any]) -> Form:
        return _form(self.reading, payload)


class HealthRecordHandler(RecordHandler):
    reserved_to: ClassVar[Permission | None] = Permission.SEE_HEALTH

    def form(self, procedure: Procedure, user: User, payload: Mapping[str, Any], at: datetime) -> Form:
        return _form(_reading(super().form(procedure, user, payload, at), user, at), payload)

    def questionnaire(self, case: Case, at: datetime) -> Questionnaire:
        common = super().form(procedures.of_case(case), case.requester, case.payload, at)
        return HealthQuestionnaire(handler=self, case=case, at=at, reading=_reading(common, case.requester, at))

    def problems_in(self, form: Form, case: Case, at: datetime) -> Sequence[FormProblem]:
        found = super().problems_in(form, case, at)
        wording = text_refused(payloads.written(case.payload).get("other-allergy") or "")
        if wording is None:
            return found
        message = f"« {wording.found} » n’est pas une allergie : {wording.reason}."
        problem = FormProblem(step=ALLERGIES, question="other-allergy", label="À quoi d’autre ?", message=message)
        return (*found, problem)

    def sections(self, case: Case) -> Sequence[RecapSection]:
        """Tell what will not be kept while it can still be said otherwise."""
        if case.contents_erased_at is not None:
            said = f"Effacé le {local(case.contents_erased_at):%d/%m/%Y}, l’année scolaire étant passée."
            return (RecapSection(key="sante", title="Dossier santé", rows=(("Contenu", said),)),)
        sections = super().sections(case)
        if "filed" in case.payload:
            return sections
        form = self.form(procedures.of_case(case), case.requester, case.payload, case.updated_at)
        rows = tuple(_left_out(form, prune(form, payloads.written(case.payload))))
        if not rows:
            return sections
        return (*sections, RecapSection(key="soins", title="Ce que nous n’enregistrerons pas", rows=rows))

    def filed(self, procedure: Procedure, user: User, payload: Mapping[str, Any], at: datetime) -> dict[str, Any]:
        kept = super().filed(procedure, user, payload, at)
        return {**kept, "answers": lawful(kept["answers"])}

    def answered_again(self, case: Case, payload: dict[str, Any]) -> dict[str, Any]:
        return super().answered_again(case, {**payload, "answers": lawful(payload["answers"])})

    def known(self, case: Case) -> Comparison:
        child = child_of(case.payload)
        if child is None or case.contents_erased_at is not None:
            return Comparison(rows=())
        record = HealthRecord.objects.filter(child=child).first() or HealthRecord(child=child)
        asked = content_of(payloads.answers(case.payload))
        return Comparison(
            rows=tuple(ComparisonRow(label=label, old=said(record), new=said(asked)) for label, said in FACTS.items())
        )

    def accept(self, *, case: Case, by: User, at: datetime) -> Outcome:
        """Put the record in force; raise HealthNotYours when the parent lost the right to keep it meanwhile."""
        child = child_of(case.payload)
        if child is None or not may_keep(case.requester, child, context.local_date(at)):
            raise HealthNotYours
        answers = payloads.answers(case.payload)
        operations.update_record(child=child, content=content_of(answers), by=by, at=at)
        _prove_vaccines(case, child, answers, at)
        sentences = [f"Le dossier santé de {child.first_names} est à jour."]
        if answers.get("wants-plan") and _ask_plan(case, child, answers, at):
            sentences.append("Votre demande de PAI est enregistrée : le référent santé vous contactera.")
        return Outcome(sentences=(*sentences, *super().accept(case=case, by=by, at=at).sentences))


def _reading(common: Form, user: User, at: datetime) -> Reading:
    today = local(at).date()
    kept = set(children_whose_health_is_kept_by(user, today).values_list("pk", flat=True))
    waiting = set(may_hold(user, today).values_list("pk", flat=True)) - kept
    return Reading(common, today, Keepers(kept, waiting), cache(_page_of))


def _page_of(pk: int) -> HealthPage:
    return queries.health_page(Person.objects.living_apart().get(pk=pk))


def _form(reading: Reading, payload: Mapping[str, Any]) -> Form:
    kept = [pk for pk in payloads.children(payload) if pk in reading.keepers.kept]
    page = reading.page_of(kept[0]) if kept else None
    known = initials(page) if page else {}
    options = options_of(payload, page, reading.today)
    steps = (_step(one, known, options, reading.keepers) for one in reading.common.steps if not _settled(one, page))
    return Form(steps=tuple(_with_conduct(steps, known)))


def child_of(payload: Mapping[str, Any]) -> Person | None:
    """Return the child of a request, once chosen."""
    chosen = payloads.children(payload)
    return Person.objects.living_apart().filter(pk__in=chosen).first() if chosen else None


def offered() -> str:
    """Return the slug of the procedure by which the commune lets parents fill the record; nothing without one."""
    return next((one.slug for one in context.config().procedures if one.handler == KEY), "")


def register() -> None:
    handlers.register(KEY, HealthRecordHandler())


def _step(step: Step, known: Mapping[str, Any], options: Mapping[str, tuple[Option, ...]], keepers: Keepers) -> Step:
    intro = context.config().health.plan.information if step.slug == PLAN and not step.intro else step.intro
    asked = (question for question in step.questions if question.slug != NAP or options[NAP])
    questions = tuple(_question(question, known, options, keepers) for question in asked)
    return replace(step, questions=questions, intro=intro)


def _question(
    question: Question, known: Mapping[str, Any], options: Mapping[str, tuple[Option, ...]], keepers: Keepers
) -> Question:
    if question.slug == CHILDREN:
        return replace(question, options=tuple(_for_parents(option, keepers) for option in question.options))
    return replace(
        question,
        options=options.get(question.slug, question.options),
        initial=known.get(question.slug, question.initial),
    )


def _for_parents(option: Option, keepers: Keepers) -> Option:
    child = int(option.value)
    if option.refused or child in keepers.kept:
        return option
    if child in keepers.waiting:
        page = reverse("portal:family-tie")
        return replace(option, refused=TO_PROVE, fix_url=page, fix_label="Confirmer que c’est bien vous")
    return replace(option, refused=NOT_YOURS)


def _settled(step: Step, page: HealthPage | None) -> bool:
    """Whether nothing is left to ask: an agent checked the vaccines, a plan is on its way."""
    if page is None:
        return False
    checked = page.vaccination is not None and page.vaccination.state in CHECKED
    return (step.slug == VACCINES and checked) or (step.slug == PLAN and page.open_plan is not None)


def _with_conduct(steps: Iterator[Step], known: Mapping[str, Any]) -> Iterator[Step]:
    """Ask, after the allergies, how serious each one is and what is to be done."""
    for step in steps:
        yield step
        asked = next((question for question in step.questions if question.slug == ALLERGIES), None)
        if asked is not None:
            yield Step(
                slug=CONDUCT,
                title="En cas de réaction",
                questions=tuple(question for option in asked.options for question in _conduct(option, known)),
            )


def _conduct(option: Option, known: Mapping[str, Any]) -> Iterator[Question]:
    shown = Condition(question=ALLERGIES, values=(option.value,))
    severity, action = f"severity-{option.value}", f"action-{option.value}"
    yield Question(
        slug=severity,
        label=f"{option.label} : quelle gravité ?",
        kind=Kind.CHOICE,
        options=tuple(Option(value=str(one), label=str(one.label)) for one in Severity),
        shown_if=shown,
        initial=known.get(severity),
    )
    yield Question(
        slug=action,
        label=f"{option.label} : que faut-il faire ?",
        kind=Kind.LONG_TEXT,
        required=False,
        help="Le geste, le numéro à appeler.",
        max_length=500,
        shown_if=shown,
        initial=known.get(action),
    )


def _left_out(form: Form, answers: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    for _, question in form.questions():
        answer = answers.get(question.slug)
        wording = text_refused(answer) if isinstance(answer, str) and question.kind is Kind.LONG_TEXT else None
        if wording:
            yield question.label, f"La phrase qui contient « {wording.found} » : {wording.reason}."


def _prove_vaccines(case: Case, child: Person, answers: Mapping[str, Any], at: datetime) -> None:
    if answers.get("vaccines") == "sworn":
        operations.swear_vaccines(child=child, by=case.requester, at=at)
    hand_over(case=case, children=[child], at=at)


def _ask_plan(case: Case, child: Person, answers: Mapping[str, Any], at: datetime) -> bool:
    if IndividualPlan.objects.open().filter(child=child).exists():
        return False
    operations.ask_plan(
        child=child,
        by=case.requester,
        at=at,
        subject=answers.get("plan-subject", ""),
        document=_joined(case, PROTOCOL),
    )
    return True


def _joined(case: Case, kind: str) -> Document | None:
    found = case.attachments.filter(kind=kind).select_related("document").last()
    return found.document if found else None


type _Known = HealthRecord | RecordContent


def _labels(items: Sequence[Mapping[str, str]]) -> str:
    return ", ".join(item["label"] for item in items)


FACTS: Final[Mapping[str, Callable[[_Known], str]]] = {
    "Allergies": lambda known: _labels(known.allergies),
    "Régime": lambda known: _labels(known.diets),
    "Médecin": lambda known: (known.doctor or {}).get("name", ""),
    "Traitement": lambda known: known.medication,
    "Besoins": lambda known: known.needs,
    "Sieste": lambda known: (known.nap or {}).get("label", ""),
    "Remarques": lambda known: known.comment,
}
