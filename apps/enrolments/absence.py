"""Reporting an absence: for which children and activities, which days, and whether the service finds it justified."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, ClassVar, Final

from apps.accounts.models import User
from apps.activities.models import Activity
from apps.casework import handlers, payloads
from apps.casework.deadlines import local
from apps.casework.handlers import Outcome, RecordHandler
from apps.casework.models import Case
from apps.casework.procedures import Procedure
from apps.enrolments.enums import AbsenceReason
from apps.enrolments.models import Absence, Enrolment
from apps.enrolments.operations import ReportedAbsence, record_absences
from apps.families.models import Person
from core.dates import spoken_day
from core.forms import Form, FormProblem, Kind, Option, Question, Step
from core.listing import listed
from core.schooling import SchoolYear

KEY: Final = "absence"
FIRST, LAST, REASON, ACTIVITIES = "first-day", "last-day", "reason", "activities"


@dataclass(frozen=True, kw_only=True)
class KnownAbsences:
    """What the service needs to weigh one more absence: where each child is enrolled, and the days missed this year."""

    template: ClassVar[str] = "backoffice/cases/known_absences.html"
    enrolments: tuple[Enrolment, ...]
    earlier: tuple[Absence, ...]


class AbsenceHandler(RecordHandler):
    def form(self, procedure: Procedure, user: User, payload: Mapping[str, Any], at: datetime) -> Form:
        """Ask from which activities, among those where the chosen children have a place."""
        asked = super().form(procedure, user, payload, at)
        question = _activities_question(payloads.children(payload), at)
        return Form(steps=tuple(_with(step, question) for step in asked.steps)) if question else asked

    def problems_in(self, form: Form, case: Case, at: datetime) -> Sequence[FormProblem]:
        return (*super().problems_in(form, case, at), *_wrong_order(case))

    def known(self, case: Case) -> KnownAbsences:
        reported = _reported(case)
        year = SchoolYear.of(reported.first_day)
        children = [child.pk for child in reported.children]
        enrolments = Enrolment.objects.attending().filter(child__in=children, starts_on__lte=reported.last_day)
        earlier = Absence.objects.filter(child__in=children, first_day__gte=year.first_day).exclude(case=case)
        return KnownAbsences(
            enrolments=tuple(
                enrolments.filter(ends_on__gte=reported.first_day)
                .select_related("child", "activity")
                .order_by("child", "activity", "pk")
            ),
            earlier=tuple(earlier.select_related("child", "activity")),
        )

    def accept(self, *, case: Case, by: User, at: datetime) -> Outcome:
        reported = _reported(case)
        record_absences(reported=reported, justified=True, case=case, by=by, at=at)
        who = listed([child.first_names for child in reported.children])
        return Outcome(sentences=(f"L’absence de {who} {_days(reported)} est justifiée.",))

    def refuse(self, *, case: Case, by: User, at: datetime) -> None:
        """The child is absent all the same: the service only finds it unjustified."""
        record_absences(reported=_reported(case), justified=False, case=case, by=by, at=at)


def register() -> None:
    handlers.register(KEY, AbsenceHandler())


def _activities_question(children: Sequence[int], at: datetime) -> Question | None:
    today = local(at).date()
    places = Enrolment.objects.attending().filter(child__in=children, ends_on__gte=today).values("activity")
    offered = Activity.objects.filter(pk__in=places).order_by("position", "pk")
    options = tuple(Option(value=activity.slug, label=activity.title) for activity in offered)
    if not options:
        return None
    return Question(
        slug=ACTIVITIES,
        label="De quelles activités sera-t-il absent ?",
        kind=Kind.CHOICES,
        options=options,
        initial=[option.value for option in options],
    )


def _with(step: Step, question: Question) -> Step:
    if all(asked.slug != FIRST for asked in step.questions):
        return step
    return replace(step, questions=(*step.questions, question))


def _wrong_order(case: Case) -> tuple[FormProblem, ...]:
    answers = payloads.answers(case.payload)
    first, last = answers.get(FIRST), answers.get(LAST)
    if not first or not last or first <= last:
        return ()
    message = "Le dernier jour d’absence vient avant le premier."
    return (FormProblem(step="jours", question=LAST, label="Dernier jour d’absence", message=message),)


def _reported(case: Case) -> ReportedAbsence:
    answers = payloads.answers(case.payload)
    children = Person.objects.filter(pk__in=payloads.children(case.payload)).order_by("birth_date", "pk")
    activities = Activity.objects.filter(slug__in=answers.get(ACTIVITIES, [])).order_by("position", "pk")
    return ReportedAbsence(
        children=tuple(children),
        activities=tuple(activities),
        first_day=date.fromisoformat(answers[FIRST]),
        last_day=date.fromisoformat(answers.get(LAST) or answers[FIRST]),
        reason=AbsenceReason(answers[REASON]),
    )


def _days(reported: ReportedAbsence) -> str:
    if reported.first_day == reported.last_day:
        return f"du {spoken_day(reported.first_day)}"
    return f"du {spoken_day(reported.first_day)} au {spoken_day(reported.last_day)}"
