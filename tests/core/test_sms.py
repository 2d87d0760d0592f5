"""Text messages: their letters, their length, the numbers they go to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.sms import compose, is_gsm, mobile_number, plain, segments


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("06 12 34 56 78", "+33612345678"),
        ("07.12.34.56.78", "+33712345678"),
        ("+33 6 12 34 56 78", "+33612345678"),
        ("+33 (0)6 12 34 56 78", "+33612345678"),
        ("0033612345678", "+33612345678"),
        ("0690 12 34 56", "+590690123456"),
        ("0692123456", "+262692123456"),
        ("0639123456", "+262639123456"),
        ("+32 470 12 34 56", "+32470123456"),
        ("01 46 12 34 56", ""),
        ("+33 1 46 12 34 56", ""),
        ("06 12 34 56", ""),
        ("06 12 34 56 78 9", ""),
        ("+1234567", ""),
        ("jamais", ""),
        ("", ""),
    ],
)
def test_a_number_takes_texts_when_it_is_a_mobile_one(written, number):
    assert mobile_number(written) == number


def test_letters_that_a_telephone_lacks_lose_their_accent_and_no_other():
    assert plain("L’été à la forêt : « ça » – cœur…") == 'L\'été à la foret : " ca " - coeur...'
    assert plain("Ça va\N{NO-BREAK SPACE}? 12 €") == "Ça va ? 12 €"


def test_what_has_no_equivalent_stays():
    assert (plain("Пора"), is_gsm(plain("Пора"))) == ("Пора", False)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("a" * 152 + "€" + "a" * 151, 2),  # the two places of € are not cut: the first segment stops at 152
        ("a" * 152 + "€" + "a" * 152, 3),
        ("П" * 70, 1),
        ("П" * 71, 2),
        ("П" * 134, 2),
        ("П" * 135, 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        ("😀" * 66, 2),
        ("😀" * 67, 3),
    ],
)
def test_the_network_counts_in_segments(text, count):
    assert segments(text) == count


@given(st.text(max_size=600))
def test_no_text_is_longer_than_two_segments(text):
    assert segments(compose("Fresnes", text, "https://fresnes.example/")) <= 2


def test_a_text_says_who_writes_what_and_where():
    assert compose("Fresnes", "du nouveau.", "https://f.example/") == "Fresnes : du nouveau. https://f.example/"


def test_the_end_of_a_long_text_gives_way_to_the_address():
    text = compose("Fresnes", "mot " * 200, "https://f.example/")

    assert text.startswith("Fresnes : mot mot ")
    assert text.endswith("mot ... https://f.example/")
    assert 300 <= len(text) <= 306


def test_a_word_that_is_too_long_gives_way_whole():
    assert compose("Fresnes", "a" * 400, "https://f.example/") == "Fresnes : https://f.example/"
