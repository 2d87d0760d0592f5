"""The lists that agents make of the requests of a procedure: who waits at which stop, who asked first for a place."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from apps.casework import payloads, procedures
from apps.casework.enums import CaseStatus
from apps.casework.models import Case, CaseQuerySet
from apps.casework.procedures import Procedure
from apps.casework.workflow import LIVE
from apps.families.models import Person
from communes_config.schema import Roster, RosterOf
from core import forms
from core.forms import Question
from core.identifiers import fold
from core.schooling import SchoolYear

UNSAID: Final = "Non précisé"
STATES: Final[Mapping[RosterOf, tuple[CaseStatus, ...]]] = {
    RosterOf.ACCEPTED: (CaseStatus.ACCEPTED,),
    RosterOf.KEPT: (*LIVE, CaseStatus.ACCEPTED),
}


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One child on the list; `cells` follow the columns, `groups` say under which titles it comes."""

    case: Case
    child: Person | None
    name: str
    parent: str
    phone: str
    filed_at: datetime
    cells: tuple[str, ...]
    groups: tuple[tuple[str, ...], ...]
    rank: int = 0


@dataclass(frozen=True, kw_only=True)
class Section:
    """The children under one title, or under one title and a second one."""

    titles: tuple[str, ...]
    entries: tuple[Entry, ...]

    @property
    def heading(self) -> str:
        return ", ".join(self.titles)


@dataclass(frozen=True, kw_only=True)
class Listing:
    title: str
    columns: tuple[str, ...]
    sections: tuple[Section, ...]
    ranked: bool
    count: int


def offered() -> tuple[Procedure, ...]:
    """Return the procedures of the commune from which a list is made."""
    return tuple(procedure for procedure in procedures.every() if procedure.definition.roster is not None)


def listing(procedure: Procedure, roster: Roster, cases: CaseQuerySet, year: str = "") -> Listing:
    """Return the list of a procedure in these cases, in two queries; a school year keeps those that begin in it."""
    asked = {question.slug: question.to_core() for question in procedure.definition.questions()}
    found = cases.filter(procedure=procedure.slug, status__in=STATES[roster.of]).order_by("submitted_at", "pk")
    kept = [case for case in found if not year or _year_of(case, roster) == year]
    children = Person.objects.in_bulk({pk for case in kept for pk in payloads.children(case.payload)})
    entries = [entry for case in kept for entry in _entries(case, roster, asked, children)]
    latest = _latest(entries)
    return Listing(
        title=roster.title,
        columns=tuple(column.title for column in roster.columns),
        sections=tuple(_sections(latest, roster, asked)),
        ranked=roster.ranked,
        count=len(latest),
    )


def years_of(procedure: Procedure, roster: Roster, cases: CaseQuerySet, today: date) -> list[str]:
    """Return the school years in which something begins, the current one first."""
    if not roster.from_day:
        return []
    found = cases.filter(procedure=procedure.slug, status__in=STATES[roster.of]).order_by("pk")
    current = str(SchoolYear.of(today))
    return [current, *sorted({_year_of(case, roster) for case in found} - {current, ""}, reverse=True)]


def _year_of(case: Case, roster: Roster) -> str:
    said = payloads.answers(case.payload).get(roster.from_day)
    return str(SchoolYear.of(date.fromisoformat(said))) if said else ""


def _entries(
    case: Case, roster: Roster, asked: Mapping[str, Question], children: Mapping[int, Person]
) -> Iterator[Entry]:
    answers = payloads.answers(case.payload)
    known = [children[pk] for pk in payloads.children(case.payload) if pk in children]
    cells = tuple(_said(asked[column.question], answers) for column in roster.columns)
    groups = tuple(_groups([_titles(asked[slug], answers) for slug in roster.group_by]))
    requester = case.requester
    for child in known or [None]:
        yield Entry(
            case=case,
            child=child,
            name=child.full_name if child else _said(asked[roster.name], answers) if roster.name else "",
            parent=requester.display_name,
            phone=requester.mobile or requester.phone,
            filed_at=case.submitted_at or case.created_at,
            cells=cells,
            groups=groups,
        )


def _latest(entries: Iterable[Entry]) -> list[Entry]:
    """What a family says last of a child replaces what it said before; a child not known yet stays as it was said."""
    kept: dict[Any, Entry] = {}
    for entry in entries:
        key = entry.child.pk if entry.child else f"case-{entry.case.pk}"
        kept.pop(key, None)
        kept[key] = entry
    return list(kept.values())


def _sections(entries: Sequence[Entry], roster: Roster, asked: Mapping[str, Question]) -> Iterator[Section]:
    if not roster.group_by:
        order = entries if roster.ranked else sorted(entries, key=_by_name)
        yield Section(titles=(), entries=tuple(_ranked(order) if roster.ranked else order))
        return
    by_titles: dict[tuple[str, ...], list[Entry]] = {}
    spelled: dict[tuple[str, ...], tuple[str, ...]] = {}
    for entry in entries:
        for titles in entry.groups:
            folded = tuple(fold(title) for title in titles)
            by_titles.setdefault(folded, []).append(entry)
            spelled.setdefault(folded, titles)
    labels = [option.label for option in asked[roster.group_by[0]].options]
    order_of = {fold(label): rank for rank, label in enumerate(labels)}
    for folded in sorted(by_titles, key=lambda key: (order_of.get(key[0], len(order_of)), key)):
        yield Section(titles=spelled[folded], entries=tuple(sorted(by_titles[folded], key=_by_name)))


def _ranked(entries: Sequence[Entry]) -> Iterator[Entry]:
    for rank, entry in enumerate(entries, start=1):
        yield replace(entry, rank=rank)


def _by_name(entry: Entry) -> tuple[str, str]:
    person = entry.child
    return (fold(person.usual_name), fold(person.first_names)) if person else (fold(entry.name), "")


def _titles(question: Question, answers: Mapping[str, Any]) -> tuple[str, ...]:
    """Return under which titles an answer comes: each of those that were ticked."""
    answer = answers.get(question.slug)
    if isinstance(answer, list):
        return tuple(forms.read(question, [value]) for value in answer) or (UNSAID,)
    return (" ".join(forms.read(question, answer).split()) or UNSAID,)


def _groups(levels: Sequence[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Return each path through the levels: the morning at the church, the evening at the church."""
    if not levels:
        yield ()
        return
    for title in levels[0]:
        for rest in _groups(levels[1:]):
            yield (title, *rest)


def _said(question: Question, answers: Mapping[str, Any]) -> str:
    return forms.read(question, answers.get(question.slug))
