import re
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.service_keys import ALPHABET, LENGTH, KeyMistyped, check, generate, group, normalise

KEY = generate(Random(2026))
keys = st.integers().map(lambda seed: generate(Random(seed)))
positions = st.integers(0, LENGTH - 1)


def test_the_alphabet_has_no_look_alike_and_a_prime_size() -> None:
    assert len(ALPHABET) == len(set(ALPHABET)) == 31
    assert set("OILSU").isdisjoint(ALPHABET)


@given(keys)
def test_a_new_key_is_grouped_and_right(key: str) -> None:
    assert re.fullmatch(rf"([{ALPHABET}]{{4}}-){{2}}[{ALPHABET}]{{4}}", key)
    assert check(key) == key.replace("-", "")
    assert group(check(key)) == key


def test_two_keys_differ() -> None:
    assert len({generate(Random(seed)) for seed in range(100)}) == 100


@given(keys, positions, st.sampled_from(ALPHABET))
def test_any_wrong_character_is_noticed(key: str, position: int, other: str) -> None:
    right = normalise(key)
    assume(right[position] != other)
    with pytest.raises(KeyMistyped):
        check(right[:position] + other + right[position + 1 :])


@given(keys, st.integers(0, LENGTH - 2))
def test_any_swap_of_two_neighbours_is_noticed(key: str, position: int) -> None:
    right = normalise(key)
    one, other = right[position : position + 2]
    assume(one != other)
    with pytest.raises(KeyMistyped):
        check(right[:position] + other + one + right[position + 2 :])


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("7k3m-9pxt-2hb0", "7K3M9PXT2HB0"),
        (" 7K3M 9PXT 2HBO ", "7K3M9PXT2HB0"),
        ("7K3M–9PXT—2HB‑o", "7K3M9PXT2HB0"),
        ("iIlL1", "11111"),
        ("oO0", "000"),
        ("7\u00a0K\t3\u200bM\n", "7K3M"),
        ("７Ｋ", "7K"),
        ("", ""),
    ],
)
def test_typing_is_tolerant(typed: str, read: str) -> None:
    assert normalise(typed) == read


@given(keys, st.randoms(use_true_random=False))
def test_look_alikes_case_spaces_and_dashes_never_spoil_a_right_key(key: str, random: Random) -> None:
    look_alikes = {"0": "0oO", "1": "1iIlL", "-": "- –"}
    typed = "".join(random.choice(look_alikes.get(each, each + each.lower())) for each in key)
    assert check(f" {typed} ") == normalise(key)


@pytest.mark.parametrize("typed", ["", "0", KEY[:-1], KEY + "0", KEY.replace("-", "")[:-1] + "S", "S" * 12, "é" * 12])
def test_what_cannot_be_a_key_is_mistyped(typed: str) -> None:
    with pytest.raises(KeyMistyped, match=r"^Clé mal recopiée"):
        check(typed)
