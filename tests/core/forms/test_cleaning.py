"""What each kind of question accepts, and the sentence of each refusal."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.forms import AnswerRefused, FromToday, Kind, Option, clean

from .examples import REASONS, question

TODAY = date(2026, 3, 16)
DAYS = tuple(Option(value=day, label=day.capitalize()) for day in ("monday", "tuesday", "friday"))


def refusal(asked: Any, raw: object, today: date | None = None) -> str:
    with pytest.raises(AnswerRefused) as refused:
        clean(asked, raw, today=today)
    return str(refused.value)


@pytest.mark.parametrize(
    ("kind", "raw", "kept"),
    [
        (Kind.TEXT, "  Léa \n Martin\x00 ", "Léa Martin"),
        (Kind.TEXT, 12, "12"),
        (Kind.LONG_TEXT, " Bonjour,\r\n\r\nmerci.\r ", "Bonjour,\n\nmerci."),
        (Kind.EMAIL, " Lea.Martin@exemple.fr ", "Lea.Martin@exemple.fr"),
        (Kind.PHONE, "06.12.34.56.78", "06 12 34 56 78"),
        (Kind.PHONE, "+33 (0)6 12 34 56 78", "06 12 34 56 78"),
        (Kind.PHONE, "+33 6 12 34 56 78", "06 12 34 56 78"),
        (Kind.PHONE, "0033612345678", "06 12 34 56 78"),
        (Kind.PHONE, "+32 2 123 45 67", "+3221234567"),
        (Kind.NUMBER, "1 200", 1200),
        (Kind.NUMBER, "-3", -3),
        (Kind.NUMBER, 0, 0),
        (Kind.DATE, "2026-03-16", "2026-03-16"),
        (Kind.DATE, "6/3/2026", "2026-03-06"),
        (Kind.YES_NO, "yes", True),
        (Kind.YES_NO, False, False),
        (Kind.AUTHORISATION, True, True),
        (Kind.AUTHORISATION, "no", False),
        (Kind.STATEMENT, "on", True),
        (Kind.STATEMENT, True, True),
    ],
)
def test_answer_is_kept_in_one_form(kind: Kind, raw: object, kept: object) -> None:
    asked = question("q", kind)
    assert clean(asked, raw) == kept
    assert clean(asked, kept) == kept


@pytest.mark.parametrize(
    ("kind", "raw", "sentence"),
    [
        (Kind.EMAIL, "lea@exemple", "Écrivez une adresse e-mail complète, comme prenom.nom@exemple.fr."),
        (Kind.EMAIL, f"{'a' * 250}@e.fr", "Écrivez une adresse e-mail complète, comme prenom.nom@exemple.fr."),
        (
            Kind.PHONE,
            "612",
            "Écrivez un numéro à 10 chiffres, par exemple 06 12 34 56 78, ou +32… hors de France.",
        ),
        (Kind.NUMBER, "12,5", "Écrivez un nombre entier, en chiffres."),
        (Kind.NUMBER, True, "Écrivez un nombre entier, en chiffres."),
        (Kind.DATE, "31/02/2026", "Cette date n’existe pas : vérifiez le jour, le mois et l’année (quatre chiffres)."),
        (Kind.DATE, "demain", "Cette date n’existe pas : vérifiez le jour, le mois et l’année (quatre chiffres)."),
        (Kind.YES_NO, "peut-être", "Répondez par oui ou par non."),
        (Kind.STATEMENT, "no", "Cochez « Q » pour continuer."),
    ],
)
def test_answer_that_cannot_be_kept_says_why(kind: Kind, raw: object, sentence: str) -> None:
    assert refusal(question("q", kind), raw) == sentence


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        (Kind.TEXT, "Remplissez « Nom de l’enfant »."),
        (Kind.YES_NO, "Choisissez une réponse à « Nom de l’enfant »."),
        (Kind.CHOICE, "Choisissez une réponse à « Nom de l’enfant »."),
        (Kind.AUTHORISATION, "Choisissez d’autoriser ou non : « Nom de l’enfant »."),
        (Kind.STATEMENT, "Cochez « Nom de l’enfant » pour continuer."),
    ],
)
@pytest.mark.parametrize("nothing", [None, "", "  ", [], ()])
def test_required_answer_that_is_missing(kind: Kind, sentence: str, nothing: object) -> None:
    asked = question("name", kind, label="Nom de l’enfant ?")
    assert refusal(asked, nothing) == sentence


@pytest.mark.parametrize("nothing", [None, "", "  ", []])
def test_optional_answer_may_be_missing(nothing: object) -> None:
    assert clean(question("name", required=False), nothing) is None


def test_optional_statement_left_unticked_is_no_answer() -> None:
    assert clean(question("letter", Kind.STATEMENT, required=False), "no") is None


def test_text_has_a_limit() -> None:
    assert clean(question("name", max_length=3), "abc") == "abc"
    assert refusal(question("name", max_length=3), "abcd") == "Écrivez 3 caractères au plus : il y en a 4."
    assert clean(question("name"), "a" * 200) == "a" * 200
    assert refusal(question("name"), "a" * 201) == "Écrivez 200 caractères au plus : il y en a 201."
    assert refusal(question("why", Kind.LONG_TEXT), "a" * 4001) == "Écrivez 4000 caractères au plus : il y en a 4001."


def test_number_has_bounds() -> None:
    asked = question("children", Kind.NUMBER, minimum=1, maximum=3)
    assert [clean(asked, raw) for raw in ("1", "3")] == [1, 3]
    assert refusal(asked, "0") == "Écrivez un nombre à partir de 1."
    assert refusal(asked, "4") == "Écrivez un nombre jusqu’à 3."


def test_date_has_bounds() -> None:
    asked = question("day", Kind.DATE, minimum=date(2026, 3, 1), maximum=date(2026, 3, 31))
    assert [clean(asked, raw) for raw in ("2026-03-01", "2026-03-31")] == ["2026-03-01", "2026-03-31"]
    assert refusal(asked, "2026-02-28") == "Cette date doit être au plus tôt le 01/03/2026."
    assert refusal(asked, "2026-04-01") == "Cette date doit être au plus tard le 31/03/2026."


def test_date_has_bounds_that_move_with_the_clock() -> None:
    asked = question("day", Kind.DATE, minimum=FromToday(), maximum=FromToday(days=7))
    assert clean(asked, "2026-03-16", today=TODAY) == "2026-03-16"
    assert refusal(asked, "2026-03-15", TODAY) == "Cette date doit être au plus tôt le 16/03/2026."
    assert clean(asked, "2026-03-23", today=TODAY) == "2026-03-23"
    assert refusal(asked, "2026-03-24", TODAY) == "Cette date doit être au plus tard le 23/03/2026."
    assert clean(asked, "2026-03-15") == "2026-03-15"


def test_choice_is_one_of_the_options() -> None:
    asked = question("reason", Kind.CHOICE, options=REASONS)
    assert clean(asked, "illness") == "illness"
    assert refusal(asked, "holidays") == "Choisissez une réponse de la liste : celle-ci n’y est plus."
    assert refusal(asked, "strike") == "« Grève » ne peut pas être choisi : elle n’est pas annoncée."


def test_choices_are_kept_once_each_in_the_order_of_the_options() -> None:
    asked = question("days", Kind.CHOICES, options=DAYS)
    assert clean(asked, ["friday", "monday", "friday"]) == ["monday", "friday"]
    assert clean(asked, "tuesday") == ["tuesday"]


def test_choices_are_counted() -> None:
    asked = question("days", Kind.CHOICES, options=DAYS, minimum=2, maximum=2)
    assert clean(asked, ["monday", "friday"]) == ["monday", "friday"]
    assert refusal(asked, ["monday"]) == "Choisissez au moins 2 réponses."
    assert refusal(asked, ["monday", "tuesday", "friday"]) == "Choisissez 2 réponses au plus."
    one = question("days", Kind.CHOICES, options=DAYS, maximum=1)
    assert refusal(one, ["monday", "tuesday"]) == "Choisissez 1 réponse au plus."


@pytest.mark.parametrize("raw", ["", "  ", "\x1b", " \x00\n"])
def test_what_cannot_be_read_is_no_answer(raw: str) -> None:
    assert clean(question("q", Kind.TEXT, required=False), raw) is None
    assert refusal(question("q", Kind.TEXT), raw) == "Remplissez « Q »."


@given(st.sampled_from(Kind), st.one_of(st.text(), st.integers(), st.booleans(), st.lists(st.text()), st.dates()))
def test_cleaning_twice_changes_nothing(kind: Kind, raw: object) -> None:
    asked = question("q", kind, options=DAYS, required=False)
    try:
        kept = clean(asked, raw, today=TODAY)
    except AnswerRefused:
        return
    assert clean(asked, kept, today=TODAY) == kept


@given(st.dates(), st.integers(-400, 400))
def test_day_within_moving_bounds_is_accepted_and_the_next_one_is_not(today: date, days: int) -> None:
    try:
        last = today + timedelta(days=days)
        after = last + timedelta(days=1)
    except OverflowError:
        return
    asked = question("day", Kind.DATE, maximum=FromToday(days=days))
    assert clean(asked, last.isoformat(), today=today) == last.isoformat()
    with pytest.raises(AnswerRefused):
        clean(asked, after.isoformat(), today=today)
