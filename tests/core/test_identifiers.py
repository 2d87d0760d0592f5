from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.identifiers import (
    SlugRefused,
    UsernameRefused,
    case_number,
    check_slug,
    check_username,
    fold,
    is_siret,
    match_key,
    normalise_email,
    normalise_username,
    same_name,
)


@pytest.mark.parametrize(
    ("typed", "key"),
    [("mdupont", "mdupont"), (" MDupont ", "mdupont"), ("Éloïse", "éloïse"), ("Ｍdupont", "mdupont")],
)
def test_the_same_username_typed_otherwise_is_the_same(typed: str, key: str) -> None:
    assert normalise_username(typed) == key


@given(st.text())
def test_a_normalised_username_stays_as_it_is(text: str) -> None:
    once = normalise_username(text)
    assert normalise_username(once) == once


@pytest.mark.parametrize("typed", ["abc", "m.dupont", "jean-pierre_64", "2parents", "Éloïse", "a" * 60])
def test_usernames_accepted(typed: str) -> None:
    assert check_username(typed) == typed.casefold()


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "ab",
        "a" * 61,
        "m dupont",
        "m@dupont.fr",
        ".dupont",
        "-dupont",
        "dupont!",
        "d\u0443pont",  # a Cyrillic letter that looks like y
        "dup\u0000ont",
        "dupont²³¼",
    ],
)
def test_usernames_refused(typed: str) -> None:
    with pytest.raises(UsernameRefused):
        check_username(typed)


def test_two_spellings_of_one_email_address_are_the_same() -> None:
    assert normalise_email(" Marie.Dupont@Exemple.FR ") == "marie.dupont@exemple.fr"


@pytest.mark.parametrize("text", ["a", "fresnes", "villennes-sur-seine", "a" + "1" * 40])
def test_slugs_accepted(text: str) -> None:
    assert check_slug(text) == text


@pytest.mark.parametrize("text", ["", "1er", "-a", "Fresnes", "fresnes_94", "été", "a b", "a" * 42, "fresnes\n"])
def test_slugs_refused(text: str) -> None:
    with pytest.raises(SlugRefused, match="n’est pas un nom court"):
        check_slug(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("L’Haÿ-les-Roses", "l hay les roses"),
        ("L'HAY LES ROSES", "l hay les roses"),
        ("Œuvre  Sœur", "oeuvre soeur"),
        ("Straße, Łódź!", "strasse lodz"),
        ("  n°12 bis ", "n 12 bis"),
        ("snake_case", "snake case"),
        ("…", ""),
    ],
)
def test_folding_forgets_accents_case_and_punctuation(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_a_name_and_its_words_in_another_order_are_one(text: str) -> None:
    assert same_name(" ".join(reversed(text.split()))) == same_name(text)


@pytest.mark.parametrize("typed", ["Zoé Le Gall", "LE GALL Zoé", "  le-gall, ZOE "])
def test_a_name_typed_otherwise_is_the_same_name(typed: str) -> None:
    assert same_name(typed) == "gall le zoe"


def test_another_first_name_is_another_name() -> None:
    assert same_name("Zoé Le Gall") != same_name("Chloé Le Gall")


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


BORN = date(2019, 5, 4)


@pytest.mark.parametrize(
    ("first_names", "birth_name"),
    [("Léa", "de La Tour"), ("LEA", "DELATOUR"), ("Lea, Marie", "De-La-Tour"), (" léa marie", "Delatour ")],
)
def test_two_declarations_of_one_child_share_a_key(first_names: str, birth_name: str) -> None:
    assert match_key(first_names, birth_name, BORN) == "delatour|lea|2019-05-04"


@pytest.mark.parametrize(
    ("first_names", "birth_name", "birth_date"),
    [("Léo", "Delatour", BORN), ("Léa", "Latour", BORN), ("Léa", "Delatour", date(2019, 5, 5))],
)
def test_another_child_has_another_key(first_names: str, birth_name: str, birth_date: date) -> None:
    assert match_key(first_names, birth_name, birth_date) != match_key("Léa", "Delatour", BORN)


@pytest.mark.parametrize(
    ("year", "n", "number"),
    [
        (2026, 1, "2026-000001"),
        (2026, 73, "2026-000073"),
        (2026, 999_999, "2026-999999"),
        (2026, 10**6, "2026-1000000"),
    ],
)
def test_case_numbers(year: int, n: int, number: str) -> None:
    assert case_number(year, n) == number


def test_case_numbers_start_at_one() -> None:
    with pytest.raises(ValueError, match="starts at 1"):
        case_number(2026, 0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("21330096500018", True),
        ("21330096500019", False),
        ("2133009650001", False),
        ("213300965000180", False),
        ("2133009650001８", False),
        ("", False),
    ],
)
def test_a_siret_is_fourteen_digits_of_which_the_last_is_right(text: str, expected: bool) -> None:
    assert is_siret(text) is expected
