"""Search that forgives accents, capitals and hyphens, on any PostgreSQL, without an extension."""

from django.db.models import F, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat, Lower

from core.identifiers import fold

ACCENTED = "àáâãäåçèéêëìíîïñòóôõöùúûüýÿ-'’._"
PLAIN = "aaaaaaceeeeiiiinooooouuuuyy     "
SHORTEST_NUMBER = 4


class Folded(Func):
    """Text in small letters without accents, as `core.identifiers.fold` writes it in French."""

    function = "translate"
    output_field = TextField()

    def __init__(self, *names: str) -> None:
        parts = [part for name in names for part in (F(name), Value(" "))]
        super().__init__(
            Func(Lower(Concat(*parts, output_field=TextField())), Value("œ"), Value("oe"), function="replace"),
            Value(ACCENTED),
            Value(PLAIN),
        )


class Digits(Func):
    """The digits of some telephone numbers, one after the other."""

    function = "regexp_replace"
    output_field = TextField()

    def __init__(self, *names: str) -> None:
        parts = [part for name in names for part in (F(name), Value(" "))]
        super().__init__(Concat(*parts, output_field=TextField()), Value(r"[^0-9]"), Value(""), Value("g"))


def digits_of(text: str) -> str:
    """Return the number that was typed as a telephone, without its prefix, or "" when it is something else."""
    if any(character.isalpha() for character in text):
        return ""
    digits = "".join(character for character in text if character.isdigit())
    digits = digits.removeprefix("0033").removeprefix("33") if len(digits) > 10 else digits
    digits = digits.removeprefix("0")
    return digits if len(digits) >= SHORTEST_NUMBER else ""


def matching[Rows: QuerySet](rows: Rows, text: str, names: tuple[str, ...], phones: tuple[str, ...]) -> Rows:
    """Keep the rows where each word typed is found in the named columns, or the number in the telephones."""
    words = fold(text).split()
    digits = digits_of(text)
    if not words:
        return rows
    rows = rows.alias(searched_words=Folded(*names), searched_digits=Digits(*phones))
    condition = Q()
    for word in words:
        condition &= Q(searched_words__contains=word)
    if digits:
        condition |= Q(searched_digits__contains=digits)
    return rows.filter(condition)
