"""Questions as fields: what is shown, and what was typed; whether it is right is the rules' business."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from django import forms
from django.forms.boundfield import BoundField
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.urls import reverse
from django.utils.html import format_html

from apps.casework.handlers import Problem
from apps.design.forms import AddressSearchInput, Form, SplitDateWidget
from core.forms import Kind, Option, Question, rows_in

RADIOS_AT_MOST: Final = 8
YES_NO: Final = (("yes", "Oui"), ("no", "Non"))
AUTHORISATION: Final = (("yes", "J’autorise"), ("no", "Je n’autorise pas"))
PREFIX: Final = "q"
ASKED_WITH_A_STREET: Final = frozenset({"street", "postal-code", "city"})
FILLED_BY_SEARCH: Final = ("number", "street", "postal-code", "city")
HALF: Final = frozenset({Kind.PHONE, Kind.NUMBER})
TYPED: Final = frozenset({Kind.TEXT, Kind.EMAIL, Kind.PHONE, Kind.NUMBER})
ADD, REMOVE = "ajouter", "retirer"
BETWEEN: Final = "_"  # no slug has it: `adults_0_name` is the name in the first row of the question `adults`


class DayWidget(SplitDateWidget):
    """Shows again a day that does not exist, as it was typed."""

    def decompress(self, value: date | str | None) -> list[Any]:
        if isinstance(value, str) and value.count("/") == 2:
            return list(value.split("/"))
        try:
            return super().decompress(value)
        except ValueError:
            return [None, None, None]


class _Blocked:
    """Shows an option that cannot be chosen, with the reason."""

    refused: frozenset[str] = frozenset()

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)  # type: ignore[misc]  # beside a choice widget
        if str(value) in self.refused:
            option["attrs"]["disabled"] = True
        return dict(option)


class Radios(_Blocked, forms.RadioSelect):
    pass


class Boxes(_Blocked, forms.CheckboxSelectMultiple):
    pass


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of a table: `key` names it to the button that removes it."""

    key: str
    name: str
    rank: int
    cells: tuple[BoundField, ...]


@dataclass(frozen=True, kw_only=True)
class Table:
    """A question asked row by row; `may_remove` is false for the rows that must be there."""

    question: Question
    rows: tuple[Row, ...]

    @property
    def may_add(self) -> bool:
        return len(self.rows) < self.question.most_rows

    @property
    def may_remove(self) -> bool:
        return len(self.rows) > (self.question.fewest_rows if self.question.required else 0)


@dataclass(frozen=True, kw_only=True)
class Part:
    """A question on the page: its field, or its table."""

    bound: BoundField
    table: Table | None


class QuestionForm(Form):
    """The questions of one step with their answers, and the problems beside them once they are known.

    `focus` is the name of the table, or of the row, where a button that moved rows leads.
    """

    def __init__(
        self,
        questions: Sequence[Question],
        answers: Mapping[str, Any],
        problems: Sequence[Problem] = (),
        *,
        focus: str = "",
    ) -> None:
        super().__init__(initial={question.slug: _shown(question, answers) for question in questions}, prefix=PREFIX)
        self.questions = tuple(questions)
        self.focus = focus
        self._counts: dict[str, int] = {}
        for question in questions:
            self.fields[question.slug] = field_of(question)
            if question.kind is Kind.ROWS:
                self._add_rows(question, answers)
        if self.fields.keys() >= ASKED_WITH_A_STREET:
            self.fields["street"].widget = _searching(self.fields["street"].widget)
        if problems:
            self._bind(problems)

    @property
    def parts(self) -> Iterator[Part]:
        """The questions in their order, each table with its rows."""
        for question in self.questions:
            table = question.kind is Kind.ROWS
            yield Part(bound=self[question.slug], table=self._table(question) if table else None)

    @property
    def has_rows(self) -> bool:
        return bool(self._counts)

    def _add_rows(self, question: Question, answers: Mapping[str, Any]) -> None:
        rows = rows_in(answers.get(question.slug))
        if question.required:
            rows += [{}] * (question.fewest_rows - len(rows))
        self._counts[question.slug] = len(rows)
        for index, row in enumerate(rows):
            for column in question.columns:
                name = BETWEEN.join((question.slug, str(index), column.slug))
                self.fields[name] = field_of(_of_somebody(column))
                self.initial[name] = _shown(column, row)

    def _table(self, question: Question) -> Table:
        rows = (BETWEEN.join((question.slug, str(index))) for index in range(self._counts[question.slug]))
        return Table(
            question=question,
            rows=tuple(
                Row(
                    key=key,
                    name=f"{question.row_label} {rank}",
                    rank=rank,
                    cells=tuple(self[f"{key}{BETWEEN}{column.slug}"] for column in question.columns),
                )
                for rank, key in enumerate(rows, start=1)
            ),
        )

    def _bind(self, problems: Sequence[Problem]) -> None:
        self.data = self._as_data()
        self.is_bound = True
        for problem in problems:
            name = _field_of_problem(problem)
            self.add_error(name if name in self.fields else None, problem.message)

    def full_clean(self) -> None:
        """The rules of the procedure have already read what was typed."""
        self._errors, self.cleaned_data = ErrorDict(), {}

    def _as_data(self) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for name, field in self.fields.items():
            value, key = self.initial.get(name), self.add_prefix(name)
            if isinstance(field.widget, SplitDateWidget):
                parts = zip(field.widget.widgets_names, field.widget.decompress(value), strict=True)
                data |= {f"{key}{suffix}": part for suffix, part in parts}
            elif value is not None:
                data[key] = value
        return {key: value for key, value in data.items() if value is not None}


def _field_of_problem(problem: Problem) -> str:
    question, column = getattr(problem, "question", ""), getattr(problem, "column", "")
    return BETWEEN.join((question, str(getattr(problem, "row", 0)), column)) if column else question


def _of_somebody(column: Question) -> Question:
    """A row may be about anybody: the browser does not fill it with who is signed in."""
    return replace(column, autocomplete="off") if column.kind in TYPED else column


def _searching(typed: forms.Widget) -> AddressSearchInput:
    """Suggest addresses while a street is typed; the one that is chosen fills the lines beside it."""
    return AddressSearchInput(reverse("portal:address-search"), fills=FILLED_BY_SEARCH, attrs=typed.attrs)


def field_of(question: Question) -> forms.Field:
    """Return the field that asks a question; a compulsory one is only marked as such."""
    field = _BUILDERS[question.kind](question)
    field.label, field.required, field.disabled = question.label, question.required, question.locked
    field.help_text = question.help
    if question.link:
        field.help_text = format_html(
            '{} <a href="{}" target="_blank" rel="noopener">{}<span class="sr-only"> (nouvelle fenêtre)</span></a>',
            question.help,
            question.link,
            question.link_label,
        )
    field.widget.is_required = False
    if question.autocomplete:
        field.widget.attrs["autocomplete"] = question.autocomplete
    return field


def raw_answers(questions: Sequence[Question], data: QueryDict) -> dict[str, object]:
    """Return what was typed in each question that the page asked."""
    return {question.slug: _raw(question, data) for question in questions}


def typed_rows(questions: Sequence[Question], raw: Mapping[str, object]) -> dict[str, object]:
    """Return the rows as the page showed them, blank ones too: what is kept leaves these out."""
    tables = (question.slug for question in questions if question.kind is Kind.ROWS)
    return {slug: raw[slug] for slug in tables if slug in raw}


def rows_moved(
    questions: Sequence[Question], raw: Mapping[str, object], button: str
) -> tuple[dict[str, object], str] | None:
    """Return what was typed with one row more or less, and the name of where to go; None for any other button."""
    action, _, rest = button.partition(BETWEEN)
    slug, _, rank = rest.partition(BETWEEN)
    asked = next((one for one in questions if one.slug == slug and one.kind is Kind.ROWS), None)
    if asked is None or action not in (ADD, REMOVE):
        return None
    rows = rows_in(raw.get(slug))
    if action == REMOVE:
        return {**raw, slug: [row for index, row in enumerate(rows) if str(index) != rank]}, slug
    rows += [{}] if len(rows) < asked.most_rows else []
    return {**raw, slug: rows}, f"{slug}{BETWEEN}{len(rows) - 1}"


def _raw(question: Question, data: QueryDict) -> object:
    name = f"{PREFIX}-{question.slug}"
    if question.kind is Kind.ROWS:
        keys = data.getlist(name)[: question.most_rows + 1]  # one too many is enough to say so
        return [
            {column.slug: _raw_at(f"{PREFIX}-{key}{BETWEEN}{column.slug}", column, data) for column in question.columns}
            for key in keys
        ]
    return _raw_at(name, question, data)


def _raw_at(name: str, question: Question, data: QueryDict) -> object:
    if question.kind is Kind.CHOICES:
        return data.getlist(name)
    if question.kind is Kind.DATE:
        parts = [data.get(f"{name}{suffix}", "").strip() for suffix in DayWidget().widgets_names]
        return "/".join(parts) if any(parts) else ""
    return data.get(name, "")


def _shown(question: Question, answers: Mapping[str, Any]) -> Any:
    """Return the value that the field shows: the answer, else what is proposed."""
    value = question.initial if question.locked else answers.get(question.slug, question.initial)
    if question.kind in (Kind.YES_NO, Kind.AUTHORISATION) and isinstance(value, bool):
        return "yes" if value else "no"
    return value


def _input(question: Question, **attrs: str) -> forms.Field:
    return forms.CharField(max_length=question.max_length, widget=forms.TextInput(attrs=attrs))


def _words(question: Question) -> forms.Field:
    length = question.max_length or 4_000
    return forms.CharField(max_length=length, widget=forms.Textarea(attrs={"rows": 5}))


def _day(question: Question) -> forms.Field:
    return forms.Field(widget=DayWidget())


def _radios(choices: Sequence[tuple[str, Any]]) -> forms.Field:
    return forms.ChoiceField(choices=choices, widget=Radios())


def _choice(question: Question) -> forms.Field:
    explained = any(option.help or option.refused for option in question.options)
    if len(question.options) > RADIOS_AT_MOST and not explained:
        choices = [("", "Choisissez"), *((option.value, option.label) for option in question.options)]
        return forms.ChoiceField(choices=choices)
    return _of_options(question, forms.ChoiceField(widget=Radios()))


def _choices(question: Question) -> forms.Field:
    return _of_options(question, forms.MultipleChoiceField(widget=Boxes()))


def _of_options(question: Question, field: forms.ChoiceField) -> forms.Field:
    field.choices = [(option.value, _label(option)) for option in question.options]
    field.widget.refused = frozenset(option.value for option in question.options if option.refused)
    return field


def _label(option: Option) -> str:
    said = " ".join(filter(None, (option.help, option.refused and f"Impossible : {option.refused}")))
    note = '<span>{} <span class="option-note muted small">{}</span></span>'
    return format_html(note, option.label, said) if said else option.label


_BUILDERS: Final[Mapping[Kind, Callable[[Question], forms.Field]]] = {
    Kind.TEXT: _input,
    Kind.LONG_TEXT: _words,
    Kind.EMAIL: lambda question: _input(question, type="email", autocomplete="email"),
    Kind.PHONE: lambda question: _input(question, type="tel", autocomplete="tel"),
    Kind.NUMBER: lambda question: _input(question, inputmode="numeric"),
    Kind.DATE: _day,
    Kind.YES_NO: lambda question: _radios(YES_NO),
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
    Kind.AUTHORISATION: lambda question: _radios(AUTHORISATION),
    Kind.STATEMENT: lambda question: forms.BooleanField(),
    Kind.ROWS: lambda question: (
        forms.Field()
    ),  # never drawn: its rows are, and what is wrong with them all is told here
}
