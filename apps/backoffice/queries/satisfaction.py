"""What people said of a procedure, counted by what they speak about and by month; nobody's name is read."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.template.defaultfilters import date as date_filter

from apps.backoffice.queries.statistics import filed_between
from apps.casework import payloads
from apps.casework.deadlines import local
from apps.casework.models import CaseQuerySet
from communes_config.schema import CommuneConfig, ProcedureDefinition, QuestionDefinition

UNSAID: Final = "Sans précision"


@dataclass(frozen=True, slots=True)
class Counts:
    """One line: how many gave each answer, and how many of a hundred the first one."""

    label: str
    by_answer: tuple[tuple[str, int], ...]

    @property
    def total(self) -> int:
        return sum(count for _answer, count in self.by_answer)

    @property
    def first_share(self) -> int:
        return round(100 * self.by_answer[0][1] / self.total) if self.total else 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Survey:
    """What is counted of one procedure; `about` is empty when it says nothing but itself."""

    title: str
    question: str
    answers: tuple[str, ...]
    about: tuple[Counts, ...]
    months: tuple[Counts, ...]
    total: Counts


@dataclass(frozen=True, slots=True)
class Said:
    month: date
    answer: str
    about: str


def surveys(rows: CaseQuerySet, config: CommuneConfig, since: date, until: date, now: datetime) -> tuple[Survey, ...]:
    """Return what was said in a period, both days included, for each procedure that counts it; one query at most."""
    counted = {procedure.slug: procedure for procedure in config.procedures if procedure.satisfaction}
    if not counted:
        return ()
    filed = filed_between(rows, since, until, now).filter(procedure__in=counted)
    said: dict[str, list[Said]] = {}
    for slug, at, payload in filed.order_by("pk").values_list("procedure", "submitted_at", "payload"):
        said.setdefault(slug, []).append(_said(counted[slug], at, payloads.answers(payload)))
    return tuple(_survey(procedure, said[slug]) for slug, procedure in counted.items() if slug in said)


def _said(procedure: ProcedureDefinition, at: datetime, answers: dict[str, Any]) -> Said:
    day = local(at).date()
    return Said(
        day.replace(day=1),
        answers.get(procedure.satisfaction) or "",
        answers.get(procedure.satisfaction_about) or "",
    )


def _survey(procedure: ProcedureDefinition, said: Sequence[Said]) -> Survey:
    asked = {question.slug: question for question in procedure.questions()}
    question = asked[procedure.satisfaction]
    about = asked.get(procedure.satisfaction_about)
    subjects = [*((option.value, option.label) for option in about.options), ("", UNSAID)] if about else []
    by_subject = [_counts(label, question, (one for one in said if one.about == value)) for value, label in subjects]
    months = sorted({one.month for one in said})
    return Survey(
        title=procedure.title,
        question=question.label,
        answers=tuple(option.label for option in question.options),
        about=tuple(line for line in by_subject if line.total),
        months=tuple(
            _counts(str(date_filter(month, "F Y")), question, (one for one in said if one.month == month))
            for month in months
        ),
        total=_counts("Ensemble", question, said),
    )


def _counts(label: str, question: QuestionDefinition, said: Iterable[Said]) -> Counts:
    found = Counter(one.answer for one in said)
    return Counts(label, tuple((option.label, found[option.value]) for option in question.options))
