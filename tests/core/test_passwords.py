import re
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.passwords import (
    DEFAULT_POLICY,
    DICEWARE_WORDS,
    FLOOR,
    CnilLevel,
    Kind,
    PasswordPolicy,
    cnil_level,
    entropy_bits,
    is_common,
    kind_of,
    temporary_password,
)

FRESNES = PasswordPolicy(min_length=8, lower=1, digit=1)
VILLENNES = PasswordPolicy(min_length=8, lower=1, upper=1, digit=1)
VILLEFRANQUE = PasswordPolicy(min_length=8, lower=1, upper=1, digit=1, special=1)


@pytest.mark.parametrize(
    ("policy", "password", "unmet"),
    [
        (FRESNES, "abcdefg1", []),
        (FRESNES, "abcdef1", ["length"]),
        (FRESNES, "ABCDEFG1", ["lower"]),
        (FRESNES, "abcdefgh", ["digit"]),
        (FRESNES, "", ["length", "lower", "digit"]),
        (VILLENNES, "Abcdefg1", []),
        (VILLENNES, "abcdefg1", ["upper"]),
        (VILLENNES, "ABCDEFG1", ["lower"]),
        (VILLENNES, "Abcdefgh", ["digit"]),
        (VILLEFRANQUE, "Abcdef1!", []),
        (VILLEFRANQUE, "Abcdefg1", ["special"]),
        (VILLEFRANQUE, "abcdef1!", ["upper"]),
        (PasswordPolicy(min_length=12, upper=2), "Abcdefghijkl", ["upper"]),
        (PasswordPolicy(min_length=12, upper=2), "AbcdefghijkL", []),
    ],
)
def test_what_each_policy_accepts_and_refuses(policy: PasswordPolicy, password: str, unmet: list[str]) -> None:
    assert [requirement.key.value for requirement in policy.unmet(password)] == unmet


@pytest.mark.parametrize(
    ("character", "kind"),
    [
        ("a", Kind.LOWER),
        ("é", Kind.LOWER),
        ("É", Kind.UPPER),
        ("7", Kind.DIGIT),
        ("!", Kind.SPECIAL),
        (" ", Kind.SPECIAL),
        ("€", Kind.SPECIAL),
        ("²", Kind.SPECIAL),
        ("字", None),
    ],
)
def test_what_a_character_counts_for(character: str, kind: Kind | None) -> None:
    assert kind_of(character) is kind


@pytest.mark.parametrize(
    ("policy", "sentence"),
    [
        (FRESNES, "Au moins 8 caractères, dont 1 minuscule et 1 chiffre."),
        (VILLENNES, "Au moins 8 caractères, dont 1 minuscule, 1 majuscule et 1 chiffre."),
        (
            VILLEFRANQUE,
            "Au moins 8 caractères, dont 1 minuscule, 1 majuscule, 1 chiffre et 1 caractère spécial.",
        ),
        (PasswordPolicy(min_length=14), "Au moins 14 caractères."),
        (PasswordPolicy(min_length=12, digit=2), "Au moins 12 caractères, dont 2 chiffres."),
        (
            PasswordPolicy(min_length=12, lower=2, special=2),
            "Au moins 12 caractères, dont 2 minuscules et 2 caractères spéciaux.",
        ),
    ],
)
def test_the_policy_is_stated_in_french(policy: PasswordPolicy, sentence: str) -> None:
    assert policy.describe() == sentence


def test_each_requirement_has_its_line_on_the_checklist() -> None:
    lines = [(requirement.key, requirement.label, requirement.count) for requirement in FRESNES.requirements()]
    assert lines == [(Kind.LENGTH, "8 caractères", 8), (Kind.LOWER, "1 minuscule", 1), (Kind.DIGIT, "1 chiffre", 1)]


@given(st.text(max_size=20), st.text(max_size=20))
def test_lengthening_a_password_never_makes_it_refused(password: str, more: str) -> None:
    assert set(VILLEFRANQUE.unmet(password + more)) <= set(VILLEFRANQUE.unmet(password))


@pytest.mark.parametrize(
    ("policy", "bits"),
    [
        (FRESNES, 41.4),
        (VILLENNES, 47.6),
        (VILLEFRANQUE, 53.0),
        (PasswordPolicy(min_length=12, lower=1, upper=1, digit=1, special=1), 79.6),
        (PasswordPolicy(min_length=14, lower=1, upper=1, digit=1), 83.4),
        (PasswordPolicy(min_length=8), 37.6),
    ],
)
def test_entropy_of_a_policy(policy: PasswordPolicy, bits: float) -> None:
    assert round(policy.entropy_bits(), 1) == bits


@pytest.mark.parametrize(("words", "bits"), [(7, 90.5), (5, 64.6)])
def test_entropy_of_words_drawn_with_dice(words: int, bits: float) -> None:
    assert round(entropy_bits(words, DICEWARE_WORDS), 1) == bits


@pytest.mark.parametrize(
    ("bits", "restricted", "level"),
    [
        (80, False, CnilLevel.ALONE),
        (80, True, CnilLevel.ALONE),
        (79.9, False, CnilLevel.BELOW),
        (79.9, True, CnilLevel.RESTRICTED),
        (50, True, CnilLevel.RESTRICTED),
        (50, False, CnilLevel.BELOW),
        (49.9, True, CnilLevel.BELOW),
    ],
)
def test_thresholds_of_the_cnil(bits: float, restricted: bool, level: CnilLevel) -> None:
    assert cnil_level(bits, restricted) is level


@pytest.mark.parametrize(
    ("policy", "level"),
    [
        (FRESNES, CnilLevel.BELOW),
        (VILLENNES, CnilLevel.BELOW),
        (VILLEFRANQUE, CnilLevel.RESTRICTED),
        (DEFAULT_POLICY, CnilLevel.RESTRICTED),
        (PasswordPolicy(min_length=14, lower=1, upper=1, digit=1), CnilLevel.ALONE),
    ],
)
def test_where_the_communes_stand_with_a_lockout(policy: PasswordPolicy, level: CnilLevel) -> None:
    assert cnil_level(policy.entropy_bits(), restricted=True) is level


def test_each_level_is_explained_to_the_commune() -> None:
    assert {level.label.partition(" ")[0] for level in CnilLevel} == {"Conforme", "Sous"}


@pytest.mark.parametrize(
    ("policy", "accepted"),
    [
        (FRESNES, True),
        (PasswordPolicy(min_length=7, lower=1, upper=1, digit=1, special=1), False),
        (PasswordPolicy(min_length=8, lower=1), False),  # 37.6 bits
        (PasswordPolicy(min_length=9, lower=1), True),  # 42.3 bits
    ],
)
def test_the_floor_of_the_platform(policy: PasswordPolicy, accepted: bool) -> None:
    assert policy.meets_floor() is accepted
    assert FLOOR == (8, 41)


@pytest.mark.parametrize(
    "password",
    [
        "motdepasse",
        "MotDePasse1!",
        "Mot de passe 2026",
        "m0td3p@ss3",
        "P@ssw0rd1",
        "Soleil2026!",
        "123soleil",
        "doudou64",
        "soleilsoleil",
        "azerty123",
        "azertyuiop",
        "Azerty123456!",
        "@zerty1",
        "ytreza1",
        "qwerty12",
        "sdfghjkl1",
        "abcdefgh",
        "abcd1234",
        "1234azer",
        "12345678",
        "87654321",
        "aaaaaaa1",
        "abababab",
        "azerazer1",
        "        ",
        "Fresnes94",
        "",
    ],
)
def test_passwords_that_a_guesser_tries_first(password: str) -> None:
    assert is_common(password, ["Fresnes"])


@pytest.mark.parametrize(
    "password",
    [
        "abcdefg1",
        "Abcdefg1",
        "Abcdef1!",
        "cheval-agrafe-pile",
        "tournesol7couloir",
        "Kbt7-Rmx4",
        "9uivre!Table",
        "12345679x",
    ],
)
def test_passwords_left_to_the_policy(password: str) -> None:
    assert not is_common(password)


PERSONAL = ["Maurice", "TESTO-Éluard", "maurice.testo@exemple.fr", "12/05/1984", "Li"]


@pytest.mark.parametrize(
    "password",
    [
        "Maurice1984",
        "testoeluard12",
        "Éluard!2026",
        "1maurice.testo1",
        "12051984abc",
        "MauriceSoleil12",
        "maurice12345678",
    ],
)
def test_passwords_made_of_what_is_known_of_the_person(password: str) -> None:
    assert is_common(password, PERSONAL)
    assert is_common(password.upper(), PERSONAL)


@pytest.mark.parametrize(
    "password",
    ["maurice-tournesol-couloir", "lilas7couloir", "tournesol7couloir", "abcdefg1"],
)
def test_enough_of_ones_own_beside_a_name_is_accepted(password: str) -> None:
    assert not is_common(password, PERSONAL)


@given(st.integers())
def test_a_temporary_password_suits_any_policy_and_a_paper_letter(seed: int) -> None:
    password = temporary_password(Random(seed))

    assert re.fullmatch(r"([A-Z][a-z]{2}[0-9]-){3}[A-Z][a-z]{2}[0-9]", password)
    assert set("aeiouyAEIOUYlSZs015").isdisjoint(password)
    assert PasswordPolicy(min_length=19, lower=8, upper=4, digit=4, special=3).unmet(password) == ()
    assert not is_common(password, PERSONAL)


def test_temporary_passwords_differ() -> None:
    assert len({temporary_password(Random(seed)) for seed in range(100)}) == 100
