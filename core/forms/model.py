import json
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Final

type Row = dict[str, str | int | bool]
type Value = str | int | bool | list[str] | list[Row] | None

MOST_ROWS: Final = 20


class Kind(StrEnum):
    TEXT = "text"
    LONG_TEXT = "long_text"
    EMAIL = "email"
    PHONE = "phone"
    NUMBER = "number"
    DATE = "date"
    YES_NO = "yes_no"
    CHOICE = "choice"
    CHOICES = "choices"
    AUTHORISATION = "authorisation"  # allow or forbid: nothing is chosen beforehand
    STATEMENT = "statement"  # must be ticked
    ROWS = "rows"  # the same few questions as many times as there are people or things


COLUMN_KINDS: Final = (Kind.TEXT, Kind.NUMBER, Kind.DATE, Kind.CHOICE, Kind.YES_NO, Kind.PHONE, Kind.EMAIL)


@dataclass(frozen=True, kw_only=True, slots=True)
class FromToday:
    """A day that moves with the clock: `FromToday(days=-1)` is yesterday."""

    days: int = 0


type Day = date | FromToday


def day_on(day: Day, today: date) -> date:
    return today + timedelta(days=day.days) if isinstance(day, FromToday) else day


@dataclass(frozen=True, kw_only=True, slots=True)
class Option:
    """`refused` says why it is shown and cannot be chosen; `fix_url` is where that is mended."""

    value: str
    label: str
    help: str = ""
    refused: str = ""
    fix_url: str = ""
    fix_label: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Condition:
    """Holds when the answer is, or contains, one of `values`; "yes" and "no" stand for booleans."""

    question: str
    values: tuple[str, ...]

    def holds(self, answer: Value) -> bool:
        if isinstance(answer, bool):
            return ("yes" if answer else "no") in self.values
        if isinstance(answer, list):
            return any(value in self.values for value in answer)
        return answer is not None and str(answer) in self.values


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """`minimum` and `maximum` bound a number, a date, how many choices are ticked, or how many rows are filled.

    `locked` shows `initial` without letting it be changed; `link` leads to a text to read before answering.
    `columns` are what each row asks, `row_label` the name of one ("Accompagnateur"), `add_label` that of the button.
    """

    slug: str
    label: str
    kind: Kind
    required: bool = True
    help: str = ""
    options: tuple[Option, ...] = ()
    shown_if: Condition | None = None
    minimum: int | Day | None = None
    maximum: int | Day | None = None
    max_length: int | None = None
    autocomplete: str = ""
    initial: Value = None
    locked: bool = False
    link: str = ""
    link_label: str = ""
    columns: tuple["Question", ...] = ()
    row_label: str = ""
    add_label: str = ""

    def option(self, value: str) -> Option | None:
        return next((option for option in self.options if option.value == value), None)

    @property
    def shape(self) -> str:
        """What the answer depends on: when it changes, the former answer may no longer be meant."""
        asked = (self.kind, self.label, self.required, [(option.value, option.label) for option in self.options])
        within = [(column.slug, column.shape) for column in self.columns]
        return _digest((*asked, self.minimum, self.maximum, self.max_length, *within))

    @property
    def fewest_rows(self) -> int:
        """How many rows are to be filled, once there is one or there must be."""
        return self.minimum if isinstance(self.minimum, int) and self.minimum > 0 else 1

    @property
    def most_rows(self) -> int:
        return self.maximum if isinstance(self.maximum, int) else MOST_ROWS


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    slug: str
    title: str
    intro: str = ""
    questions: tuple[Question, ...] = ()
    shown_if: Condition | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    steps: tuple[Step, ...] = ()

    @property
    def digest(self) -> str:
        """Fingerprint of the whole form, wording included."""
        return _digest(self)

    def step(self, slug: str) -> Step | None:
        return next((step for step in self.steps if step.slug == slug), None)

    def questions(self) -> Iterator[tuple[Step, Question]]:
        return ((step, question) for step in self.steps for question in step.questions)

    def question(self, slug: str) -> Question | None:
        return next((question for _, question in self.questions() if question.slug == slug), None)


def _digest(value: object) -> str:
    return sha256(json.dumps(_plain(value), ensure_ascii=False).encode()).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, FromToday | Option | Condition | Question | Step | Form):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value
