import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from core.errors import DomainError
from core.forms.model import Day, Kind, Option, Question, Value, day_on

TEXT_LENGTH: Final = 200
LONG_TEXT_LENGTH: Final = 4_000
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_EMAIL_LENGTH: Final = 254
_YES: Final = frozenset({"yes", "true", "on", "1"})
_NO: Final = frozenset({"no", "false", "off", "0"})
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_FRENCH_DAY: Final = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


class AnswerRefused(DomainError):
    """Context: `sentence`, what the person reads beside the question."""

    message = "{sentence}"


@dataclass(frozen=True, kw_only=True, slots=True)
class CellRefused:
    """What is wrong in one cell; `row` counts from 0, as they were written."""

    row: int
    column: str
    sentence: str


def clean(question: Question, raw: object, *, today: date | None = None) -> Value:
    """Return the answer as it is kept, or None when nothing was answered; what was cleaned once is left unchanged.

    Raises AnswerRefused. Days that move with the clock are checked when `today` is given.
    """
    if question.kind is Kind.ROWS:
        return _rows(question, raw, today)
    if _is_empty(raw):
        if question.required:
            raise AnswerRefused(sentence=_missing(question))
        return None
    value = _CLEANERS[question.kind](question, raw)
    _check_bounds(question, value, today)
    return value


def refused_cells(question: Question, raw: object, *, today: date | None = None) -> tuple[CellRefused, ...]:
    """Return what is wrong in the rows, cell by cell; a row left blank is no row."""
    return tuple(
        CellRefused(row=index, column=column.slug, sentence=f"{title} : {found[0].lower()}{found[1:]}")
        for index, row in enumerate(rows_in(raw))
        if not is_blank(row)
        for title in (f"{question.row_label} {index + 1}",)
        for column in question.columns
        if (found := _refusal(column, row.get(column.slug), today))
    )


def rows_in(raw: object) -> list[Mapping[str, object]]:
    """Return the rows of what was typed, blank ones too; what is no row is left out."""
    return [row for row in raw if isinstance(row, Mapping)] if isinstance(raw, list | tuple) else []


def is_blank(row: Mapping[str, object]) -> bool:
    return all(_is_empty(cell) for cell in row.values())


def _refusal(column: Question, raw: object, today: date | None) -> str:
    try:
        clean(column, raw, today=today)
    except AnswerRefused as refusal:
        return str(refusal)
    return ""


def _rows(question: Question, raw: object, today: date | None) -> Value:
    filled = [row for row in rows_in(raw) if not is_blank(row)]
    if not filled and not question.required:
        return None
    if len(filled) < question.fewest_rows:
        raise AnswerRefused(sentence=_too_few(question, len(filled)))
    if len(filled) > question.most_rows:
        several = f"au plus {question.most_rows}, et il y en a {len(filled)} : retirez ce qui est en trop."
        raise AnswerRefused(sentence=f"« {_named(question)} » : {several}")
    for cell in refused_cells(question, raw, today=today):
        raise AnswerRefused(sentence=cell.sentence)
    return [dict(_cells(question, row, today)) for row in filled]


def _cells(question: Question, row: Mapping[str, object], today: date | None) -> Iterator[tuple[str, str | int | bool]]:
    for column in question.columns:
        value = clean(column, row.get(column.slug), today=today)
        if isinstance(value, str | int):
            yield column.slug, value


def _too_few(question: Question, count: int) -> str:
    found = f", et il y en a {count}" if count else ""
    return f"« {_named(question)} » : il en faut au moins {question.fewest_rows}{found}."


def _named(question: Question) -> str:
    return question.label.rstrip(" .?!:")


def _is_empty(raw: object) -> bool:
    if isinstance(raw, str):
        return not _CONTROL.sub("", raw).strip()
    return raw is None or (isinstance(raw, list | tuple) and not raw)


def _missing(question: Question) -> str:
    label = _named(question)
    if question.kind is Kind.STATEMENT:
        return f"Cochez « {label} » pour continuer."
    if question.kind is Kind.AUTHORISATION:
        return f"Choisissez d’autoriser ou non : « {label} »."
    if question.kind in (Kind.CHOICE, Kind.CHOICES, Kind.YES_NO):
        return f"Choisissez une réponse à « {label} »."
    return f"Remplissez « {label} »."


def _text(question: Question, raw: object) -> Value:
    return _short_enough(question, " ".join(_CONTROL.sub("", str(raw)).split()), TEXT_LENGTH)


def _long_text(question: Question, raw: object) -> Value:
    text = _CONTROL.sub("", str(raw).replace("\r\n", "\n").replace("\r", "\n")).strip()
    return _short_enough(question, text, LONG_TEXT_LENGTH)


def _short_enough(question: Question, text: str, usual: int) -> str:
    limit = question.max_length or usual
    if len(text) > limit:
        raise AnswerRefused(sentence=f"Écrivez {limit} caractères au plus : il y en a {len(text)}.")
    return text


def _email(question: Question, raw: object) -> Value:
    address = str(raw).strip()
    if not _EMAIL.fullmatch(address) or len(address) > _EMAIL_LENGTH:
        raise AnswerRefused(sentence="Écrivez une adresse e-mail complète, comme prenom.nom@exemple.fr.")
    return address


def _phone(question: Question, raw: object) -> Value:
    figures = re.sub(r"[\s.()/-]", "", str(raw)).replace("+330", "0").replace("+33", "0")
    if figures.startswith("0033"):
        figures = "0" + figures[4:].lstrip("0")
    if re.fullmatch(r"0[1-9][0-9]{8}", figures):
        return " ".join(figures[start : start + 2] for start in range(0, 10, 2))
    if re.fullmatch(r"\+[1-9][0-9]{6,14}", figures):
        return figures
    raise AnswerRefused(sentence="Écrivez un numéro à 10 chiffres, par exemple 06 12 34 56 78, ou +32… hors de France.")


def _number(question: Question, raw: object) -> Value:
    text = re.sub(r"\s", "", str(raw))
    if isinstance(raw, bool) or not re.fullmatch(r"-?[0-9]{1,9}", text):
        raise AnswerRefused(sentence="Écrivez un nombre entier, en chiffres.")
    return int(text)


def _date(question: Question, raw: object) -> Value:
    text = str(raw).strip()
    french = _FRENCH_DAY.fullmatch(text)
    try:
        if french:
            return date(int(french[3]), int(french[2]), int(french[1])).isoformat()
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise AnswerRefused(
            sentence="Cette date n’existe pas : vérifiez le jour, le mois et l’année (quatre chiffres)."
        ) from None


def _yes_no(question: Question, raw: object) -> Value:
    word = str(raw).strip().lower()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise AnswerRefused(sentence="Répondez par oui ou par non.")


def _statement(question: Question, raw: object) -> Value:
    if str(raw).strip().lower() in _YES:
        return True
    if question.required:
        raise AnswerRefused(sentence=_missing(question))
    return None


def _choice(question: Question, raw: object) -> Value:
    return _chosen(question, str(raw)).value


def _choices(question: Question, raw: object) -> Value:
    ticked = [_chosen(question, str(item)).value for item in (raw if isinstance(raw, list | tuple) else [raw])]
    return [option.value for option in question.options if option.value in ticked]


def _chosen(question: Question, value: str) -> Option:
    option = question.option(value)
    if option is None:
        raise AnswerRefused(sentence="Choisissez une réponse de la liste : celle-ci n’y est plus.")
    if option.refused:
        raise AnswerRefused(sentence=f"« {option.label} » ne peut pas être choisi : {option.refused}")
    return option


def _check_bounds(question: Question, value: Value, today: date | None) -> None:
    low, high = question.minimum, question.maximum
    if question.kind is Kind.DATE:
        day = date.fromisoformat(str(value))
        _check_day(day, _fixed(low, today), _fixed(high, today))
    elif question.kind is Kind.NUMBER and isinstance(value, int):
        if isinstance(low, int) and value < low:
            raise AnswerRefused(sentence=f"Écrivez un nombre à partir de {low}.")
        if isinstance(high, int) and value > high:
            raise AnswerRefused(sentence=f"Écrivez un nombre jusqu’à {high}.")
    elif isinstance(value, list):
        if isinstance(low, int) and len(value) < low:
            raise AnswerRefused(sentence=f"Choisissez au moins {low} réponses.")
        if isinstance(high, int) and len(value) > high:
            raise AnswerRefused(sentence=f"Choisissez {high} réponse{'s' if high > 1 else ''} au plus.")


def _fixed(bound: int | Day | None, today: date | None) -> date | None:
    if bound is None or isinstance(bound, int):
        return None
    if isinstance(bound, date):
        return bound
    return day_on(bound, today) if today else None


def _check_day(day: date, earliest: date | None, latest: date | None) -> None:
    if earliest and day < earliest:
        raise AnswerRefused(sentence=f"Cette date doit être au plus tôt le {earliest:%d/%m/%Y}.")
    if latest and day > latest:
        raise AnswerRefused(sentence=f"Cette date doit être au plus tard le {latest:%d/%m/%Y}.")


_CLEANERS: Final[Mapping[Kind, Callable[[Question, object], Value]]] = {
    Kind.TEXT: _text,
    Kind.LONG_TEXT: _long_text,
    Kind.EMAIL: _email,
    Kind.PHONE: _phone,
    Kind.NUMBER: _number,
    Kind.DATE: _date,
    Kind.YES_NO: _yes_no,
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
    Kind.AUTHORISATION: _yes_no,
    Kind.STATEMENT: _statement,
}
