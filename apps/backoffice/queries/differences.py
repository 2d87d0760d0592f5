"""What a family declares beside what the commune knows already, with the difference said in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum

from apps.casework.family import KnownFamily, holder_from_account
from apps.casework.models import Case
from apps.casework.queries import DecisionFile
from apps.families import recap
from apps.families.declaration import CO_REPRESENTATIVE, HOLDER, DeclaredAdult, DeclaredChild, FamilyDeclaration
from apps.families.models import Person
from core.identifiers import fold
from tenants import context

NEVER_KNOWN = "Adresse"  # of somebody else than the holder: theirs is said relative to the household


class Verdict(StrEnum):
    SAME = "same"
    DIFFERENT = "different"
    NEW = "new"
    NOT_DECLARED = "not_declared"
    EMPTY = "empty"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def tone(self) -> str:
        return _TONES[self]


_LABELS: Mapping[Verdict, str] = {
    Verdict.SAME: "Identique",
    Verdict.DIFFERENT: "Différent",
    Verdict.NEW: "Nouveau",
    Verdict.NOT_DECLARED: "Non déclaré",
    Verdict.EMPTY: "",
}
_TONES: Mapping[Verdict, str] = {
    Verdict.SAME: "neutral",
    Verdict.DIFFERENT: "warning",
    Verdict.NEW: "info",
    Verdict.NOT_DECLARED: "warning",
    Verdict.EMPTY: "neutral",
}


@dataclass(frozen=True, slots=True)
class ComparedRow:
    label: str
    declared: str
    known: str
    verdict: Verdict

    @property
    def is_difference(self) -> bool:
        return self.verdict in {Verdict.DIFFERENT, Verdict.NOT_DECLARED}

    @property
    def is_same(self) -> bool:
        return self.verdict is Verdict.SAME

    @property
    def spelled_otherwise(self) -> bool:
        return self.declared != self.known


@dataclass(frozen=True, slots=True)
class ComparedSection:
    """One person of the request; `source` says where what is known comes from, and is empty for a newcomer."""

    title: str
    role: str
    source: str
    rows: tuple[ComparedRow, ...]

    @property
    def changes(self) -> tuple[ComparedRow, ...]:
        """What the agent has to look at: the two sides do not say the same."""
        return tuple(row for row in self.rows if row.is_difference or row.verdict is Verdict.NEW)

    @property
    def others(self) -> tuple[ComparedRow, ...]:
        return tuple(row for row in self.rows if row not in self.changes)

    @property
    def differences(self) -> int:
        return sum(row.is_difference for row in self.rows)

    @property
    def differences_words(self) -> str:
        return f"{self.differences} différence{'s' if self.differences > 1 else ''}"


def compared(file: DecisionFile) -> tuple[ComparedSection, ...]:
    """Return the people of a request, each beside what the commune knows of them."""
    known = _known_sections(file.case, file.known) if isinstance(file.known, KnownFamily) else {}
    found = []
    for section in file.sections:
        source, rows = known.get(section.key, ("", ()))
        found.append(ComparedSection(section.title, section.role, source, _compare(section.rows, rows)))
    return tuple(found)


def _compare(declared: Iterable[tuple[str, object]], known: Sequence[tuple[str, object]]) -> tuple[ComparedRow, ...]:
    values = {label: _text(value) for label, value in known}
    rows = (
        ComparedRow(label, _text(value), values.get(label, ""), verdict(_text(value), values.get(label)))
        for label, value in declared
    )
    return tuple(row for row in rows if row.declared or row.known)


def verdict(declared: str, known: str | None) -> Verdict:
    """Compare two values as a reader would: accents, capitals and the spaces of a telephone number do not count.

    `known` is None when the commune could not know.
    """
    if known is None or not (declared or known):
        return Verdict.EMPTY
    if not known:
        return Verdict.NEW
    if not declared:
        return Verdict.NOT_DECLARED
    return Verdict.SAME if _plain(declared) == _plain(known) else Verdict.DIFFERENT


def _plain(text: str) -> str:
    folded = fold(text)
    return folded.replace(" ", "") if folded.replace(" ", "").isdigit() else folded


def _text(value: object) -> str:
    if value is True:
        return "Oui"
    return "" if value is None or value is False else str(value)


def _known_sections(case: Case, known: KnownFamily) -> dict[str, tuple[str, Sequence[tuple[str, object]]]]:
    declaration = FamilyDeclaration.from_json(case.payload)
    sections = {HOLDER: ("son compte", _rows_of_adult(holder_from_account(case.requester), keep_address=True))}
    second = declaration.co_representative
    for adult in known.adults:
        if second is not None and adult.declared_name == second.full_name:
            sections[CO_REPRESENTATIVE] = ("une famille déjà connue", _rows_of_adult(_adult(adult.person)))
    for match in known.matches:
        sections[match.child_key] = ("une autre famille", _rows_of_child(match.child_key, match.person))
    return sections


def _rows_of_adult(adult: DeclaredAdult, *, keep_address: bool = False) -> tuple[tuple[str, object], ...]:
    """Read what is known with the words of the recap, so that the two sides have the same rows."""
    section, *_others = recap.sections(FamilyDeclaration(holder=adult), context.config().family.fields)
    unknown = {label for label, value in section.rows if value in ("", None, False)} if keep_address else {NEVER_KNOWN}
    names = {label for label, _value in section.rows} - unknown
    return tuple((label, value) for label, value in section.rows if label in names)


def _rows_of_child(key: str, person: Person) -> tuple[tuple[str, object], ...]:
    declaration = FamilyDeclaration(holder=DeclaredAdult(), children=(_child(key, person),))
    section = recap.sections(declaration, context.config().family.fields)[1]
    own = (row for row in section.rows if not row[0].startswith("Qualité de"))
    return tuple(row for row in own if row[0] != NEVER_KNOWN)


def _adult(person: Person) -> DeclaredAdult:
    return DeclaredAdult(
        **{item.name: getattr(person, item.name) for item in fields(DeclaredAdult) if item.name != "address"}
    )


def _child(key: str, person: Person) -> DeclaredChild:
    names = {"key", "address", "expected", "holder_tie", "co_representative_tie"}
    return DeclaredChild(
        key=key, **{item.name: getattr(person, item.name) for item in fields(DeclaredChild) if item.name not in names}
    )
