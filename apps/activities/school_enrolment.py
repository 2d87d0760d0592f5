"""Enrolment in a public school: the school of the sector, or another with its reason; acceptance records it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar, Final

from apps.accounts.models import User
from apps.activities import operations, queries
from apps.activities.enums import SchoolKind
from apps.activities.errors import ChildGone, SectorUnknown
from apps.activities.models import School, Schooling
from apps.casework import handlers, payloads
from apps.casework.booklets import hand_over
from apps.casework.handlers import ComparisonRow, Outcome, RecordHandler
from apps.casework.models import Case
from apps.casework.procedures import Procedure
from apps.families import queries as families
from apps.families.models import Person
from core.forms import Form, Kind, Option, Question, Step
from core.schooling import Level, SchoolYear, ordered

KEY: Final = "school_enrolment"
YEAR, LEVEL, DEROGATION, WISHED = "school-year", "level", "derogation", "wished-school"
SECTOR: Final = "sector-school"
SECTOR_SLUGS: Final = "sector_schools"
UNKNOWN_SECTOR: Final = "À déterminer par le service"


@dataclass(frozen=True, kw_only=True)
class Sector:
    """The public schools of the commune and, among them, those of the requester's address for one level."""

    schools: tuple[School, ...]
    found: tuple[School, ...]
    level: Level | None

    @property
    def name(self) -> str:
        return " ou ".join(school.name for school in self.found) or UNKNOWN_SECTOR


@dataclass(frozen=True, kw_only=True)
class KnownSchooling:
    """What the service weighs: the school of the sector and the one asked for, who of the family goes where already.

    `pupils` is how many are recorded in the school, the level and the year asked for.
    """

    template: ClassVar[str] = "backoffice/cases/known_school.html"
    rows: tuple[ComparisonRow, ...]
    sector: str
    derogation: bool
    siblings: tuple[Schooling, ...]
    school: School | None
    level: str
    year: str
    pupils: int


class SchoolEnrolmentHandler(RecordHandler):
    decides_for_children = True

    def form(self, procedure: Procedure, user: User, payload: Mapping[str, Any], at: datetime) -> Form:
        """Offer the years and the levels of the commune's schools, say the sector's and offer the others."""
        sector = sector_of(user, payload)
        filled = {
            YEAR: tuple(Option(value=str(year), label=f"Année scolaire {year}") for year in _years(at)),
            LEVEL: tuple(Option(value=level.value, label=level.label) for level in _levels(sector.schools)),
            WISHED: tuple(_wished(school, sector) for school in sector.schools),
        }
        asked = super().form(procedure, user, payload, at)
        return Form(steps=tuple(_filled(step, filled, sector) for step in asked.steps))

    def filed(self, procedure: Procedure, user: User, payload: Mapping[str, Any], at: datetime) -> dict[str, Any]:
        """Keep which schools were the sector's on the day of the request."""
        found = [school.slug for school in sector_of(user, payload).found]
        return super().filed(procedure, user, payload, at) | {SECTOR_SLUGS: found}

    def lodged(self, *, case: Case, by: User, at: datetime) -> None:
        """Hand the pages of the vaccines to the agents who check them."""
        child = _child(case)
        hand_over(case=case, children=[child] if child else [], at=at)

    def known(self, case: Case) -> KnownSchooling:
        answers = payloads.answers(case.payload)
        year, level, school = _year(answers), _level(answers), _school_asked(case)
        return KnownSchooling(
            rows=tuple(_compared(_child(case), year, level, school)),
            sector=str(answers.get(SECTOR) or _sector_filed(case)),
            derogation=bool(answers.get(DEROGATION)),
            siblings=tuple(_siblings(case, year)),
            school=school,
            level=level.label if level else "",
            year=str(year or ""),
            pupils=_pupils(school, level, year),
        )

    def accept(self, *, case: Case, by: User, at: datetime) -> Outcome:
        """Record the school and the class. Raises SectorUnknown, LevelNotInSchool."""
        answers = payloads.answers(case.payload)
        child, year, school = _child(case), _year(answers), _school_asked(case)
        if child is None or year is None:
            raise ChildGone
        if school is None:
            raise SectorUnknown
        level = Level(answers[LEVEL])
        operations.record_schooling(child=child, year=year, school=school, level=level, by=by, at=at)
        told = f"{child.first_names} est inscrit(e) à {school.name}, en {level.label}, pour l’année {year}."
        return Outcome(sentences=(told, *super().accept(case=case, by=by, at=at).sentences))


def sector_of(user: User, payload: Mapping[str, Any]) -> Sector:
    """Return the schools of an address: that of the household, else that of the account."""
    schools = tuple(school for school in queries.schools() if school.kind == SchoolKind.PUBLIC)
    level = _level(payloads.answers(payload))
    household = families.household_of(user)
    address = household.address if household else user.address
    if address is None or level is None:
        return Sector(schools=schools, found=(), level=level)
    found = queries.covering(
        schools, number=address.number, street=address.street, postal_code=address.postal_code, level=level
    )
    return Sector(schools=schools, found=found, level=level)


def register() -> None:
    handlers.register(KEY, SchoolEnrolmentHandler())


def _years(at: datetime) -> list[SchoolYear]:
    """Return the years that the catalogue knows and the one after this, for which families enrol in spring."""
    return sorted({*queries.years_to_declare(at), SchoolYear.of(queries.today_of(at)).next})


def _filled(step: Step, filled: Mapping[str, tuple[Option, ...]], sector: Sector) -> Step:
    questions: list[Question] = []
    for question in step.questions:
        if question.slug == DEROGATION:
            questions.append(
                Question(slug=SECTOR, label="École de votre secteur", kind=Kind.TEXT, initial=sector.name, locked=True)
            )
        questions.append(replace(question, options=filled.get(question.slug, question.options)))
    return replace(step, questions=tuple(questions))


def _wished(school: School, sector: Sector) -> Option:
    refused = ""
    if school in sector.found:
        refused = "c’est l’école de votre secteur, sans dérogation."
    elif sector.level and sector.level not in school.levels:
        refused = f"cette école n’accueille pas la classe « {sector.level.label} »."
    return Option(value=school.slug, label=school.name, refused=refused)


def _levels(schools: Iterable[School]) -> Sequence[Level]:
    return ordered(level for school in schools for level in school.levels)


def _level(answers: Mapping[str, Any]) -> Level | None:
    value = answers.get(LEVEL)
    return Level(value) if value in set(Level) else None


def _year(answers: Mapping[str, Any]) -> SchoolYear | None:
    value = answers.get(YEAR)
    return SchoolYear.parse(value) if value else None


def _child(case: Case) -> Person | None:
    chosen = payloads.children(case.payload)
    return Person.objects.filter(pk__in=chosen).first()


def _compared(
    child: Person | None, year: SchoolYear | None, level: Level | None, school: School | None
) -> Iterable[ComparisonRow]:
    place = queries.schooling_of(child, year) if child and year else None
    named = school.name if school else UNKNOWN_SECTOR
    yield ComparisonRow(label="École", old=place.place if place else "", new=named)
    yield ComparisonRow(label="Classe", old=place.level_label if place else "", new=level.label if level else "")


def _siblings(case: Case, year: SchoolYear | None) -> Iterable[Schooling]:
    """Return where the other children of the family go this year or the one before."""
    if year is None:
        return ()
    others = families.children_of(case.requester).exclude(pk__in=payloads.children(case.payload))
    known = Schooling.objects.live().filter(child__in=others, school_year__in=(str(year), str(year.previous)))
    return known.select_related("child", "school").order_by("child", "school_year", "pk")


def _pupils(school: School | None, level: Level | None, year: SchoolYear | None) -> int:
    if school is None or level is None:
        return 0
    return Schooling.objects.live().filter(school=school, level=level.value, school_year=str(year)).count()


def _sector_filed(case: Case) -> str:
    names = School.objects.filter(slug__in=case.payload.get(SECTOR_SLUGS, [])).order_by("pk")
    return " ou ".join(school.name for school in names) or UNKNOWN_SECTOR


def _school_asked(case: Case) -> School | None:
    """Return the school of the derogation, else that of the sector when there is only one."""
    answers = payloads.answers(case.payload)
    if answers.get(DEROGATION):
        return School.objects.filter(slug=answers.get(WISHED)).first()
    slugs = case.payload.get(SECTOR_SLUGS, [])
    return School.objects.filter(slug=slugs[0]).first() if len(slugs) == 1 else None
