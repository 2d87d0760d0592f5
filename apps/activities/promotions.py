"""The end of the year in one school: who moves where, as a plan that an agent reads before anything is written."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from apps.activities.enums import Move
from apps.activities.models import Promotion, School, Schooling
from apps.activities.queries import next_school
from core.schooling import Level, SchoolYear


@dataclass(frozen=True, kw_only=True)
class PupilMove:
    """What becomes of one pupil; `known` is what is written of the next year already, which nothing changes."""

    schooling: Schooling
    move: Move
    school: School | None
    level: Level | None
    known: Schooling | None

    @property
    def is_written(self) -> bool:
        return self.known is None and self.level is not None


@dataclass(frozen=True, kw_only=True)
class LevelMoves:
    """The pupils of one level, and where most of them go."""

    level: Level
    moves: tuple[PupilMove, ...]

    @property
    def usual(self) -> PupilMove:
        return next((move for move in self.moves if move.move is not Move.REPEAT), self.moves[0])


@dataclass(frozen=True, kw_only=True)
class Plan:
    school: School
    from_year: SchoolYear
    moves: tuple[PupilMove, ...]

    @property
    def to_year(self) -> SchoolYear:
        return self.from_year.next

    @property
    def levels(self) -> tuple[LevelMoves, ...]:
        grouped = groupby(self.moves, key=lambda move: move.schooling.level)
        return tuple(LevelMoves(level=Level(level), moves=tuple(moves)) for level, moves in grouped)

    @property
    def fingerprint(self) -> str:
        """What the agent saw: the pupils and what is known of their next year, whatever is ticked."""
        seen = [f"{move.schooling.pk}.{move.schooling.level}.{move.known and move.known.pk}" for move in self.moves]
        return hashlib.sha256(" ".join(seen).encode()).hexdigest()[:16]

    def count(self, move: Move) -> int:
        return sum(pupil.move is move and pupil.known is None for pupil in self.moves)

    @property
    def moving_up(self) -> int:
        return self.count(Move.UP)

    @property
    def repeating(self) -> int:
        return self.count(Move.REPEAT)

    @property
    def leaving(self) -> int:
        return self.count(Move.LEAVE)

    @property
    def known(self) -> int:
        return sum(pupil.known is not None for pupil in self.moves)


def plan_of(school: School, year: SchoolYear, chosen: Mapping[int, Move] | None = None) -> Plan:
    """Return where the pupils of a school go after a year; `chosen` holds what an agent decided, by schooling."""
    schools = {known.slug: known for known in School.objects.current()}
    pupils = _roll(school, year)
    following = Schooling.objects.live().in_year(str(year.next)).filter(child__in=[row.child_id for row in pupils])
    known = {row.child_id: row for row in following.select_related("school")}
    return Plan(
        school=school,
        from_year=year,
        moves=tuple(_move(row, schools, known.get(row.child_id), (chosen or {}).get(row.pk)) for row in pupils),
    )


def live_promotion(school: School, year: SchoolYear) -> Promotion | None:
    found = Promotion.objects.filter(school=school, from_year=str(year), undone_at=None)
    return found.select_related("applied_by", "school").first()


def can_be_undone(promotion: Promotion) -> bool:
    """Whether everything a promotion wrote is still as it wrote it, and no other promotion followed."""
    rows = list(promotion.schoolings.all())
    untouched = all(row.ended_on is None and row.changed_at == promotion.applied_at for row in rows)
    schools = {row.school_id for row in rows}
    followed = Promotion.objects.filter(school__in=schools, from_year=promotion.to_year, undone_at=None).exists()
    return len(rows) == promotion.pupils and untouched and not followed


def _roll(school: School, year: SchoolYear) -> list[Schooling]:
    rows = Schooling.objects.live().in_year(str(year)).filter(school=school).select_related("child", "school")
    return sorted(rows, key=lambda row: (Level(row.level).rank, str(row.child.usual_name), str(row.child), row.pk))


def _move(row: Schooling, schools: Mapping[str, School], known: Schooling | None, chosen: Move | None) -> PupilMove:
    level = Level(row.level)
    if chosen is Move.REPEAT:
        return PupilMove(schooling=row, move=Move.REPEAT, school=row.school, level=level, known=known)
    above = level.next
    school = next_school(row.school, above, schools) if row.school and above else None
    if chosen is Move.LEAVE or school is None:
        return PupilMove(schooling=row, move=Move.LEAVE, school=None, level=None, known=known)
    return PupilMove(schooling=row, move=Move.UP, school=school, level=above, known=known)


def rows_of(plan: Plan) -> Iterator[PupilMove]:
    """Return the moves that write something of the next year."""
    return (move for move in plan.moves if move.is_written)
