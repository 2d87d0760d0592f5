import json
from collections import Counter
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from random import Random
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import captcha
from core.captcha import PICTOGRAMS, Challenge, answer, new_challenge
from core.errors import DomainError
from tests.core.facts import paris

NOW = paris(16, 3, 2026, 22, 40)
SET = ("person", "paperclip", "music-note", "flag", "shirt", "car", "printer")


@cache
def icon_names() -> frozenset[str]:
    with files("lucide").joinpath("lucide.zip").open("rb") as archive, ZipFile(archive) as icons:
        return frozenset(icons.namelist())


def challenge(seed: int = 1, at: datetime = NOW, after: Challenge | None = None) -> Challenge:
    return new_challenge(Random(seed), SET, "paperclip", at, after=after)


def right(of: Challenge) -> str:
    return next(choice.id for choice in of.choices if choice.pictogram == of.target)


def wrong(of: Challenge) -> str:
    return next(choice.id for choice in of.choices if choice.pictogram != of.target)


def failed(times: int) -> Challenge:
    current = challenge()
    for _ in range(times):
        current = answer(current, wrong(current), NOW).challenge
    return current


@pytest.mark.parametrize("pictogram", PICTOGRAMS.values(), ids=PICTOGRAMS.keys())
def test_each_pictogram_has_an_article_and_an_icon_that_exists(pictogram: captcha.Pictogram) -> None:
    assert pictogram.label.startswith(("le ", "la ", "l’", "les "))
    assert f"{pictogram.icon}.svg" in icon_names()


@pytest.mark.parametrize(
    ("name", "label"),
    [("foot", "le pied"), ("leaf", "la feuille"), ("paperclip", "le trombone"), ("printer", "l’imprimante")],
)
def test_the_targets_of_the_four_communes(name: str, label: str) -> None:
    assert PICTOGRAMS[name].label == label


def test_labels_and_icons_are_not_mistaken_for_one_another() -> None:
    assert len(PICTOGRAMS) >= 14
    assert len({pictogram.label for pictogram in PICTOGRAMS.values()}) == len(PICTOGRAMS)
    assert len({pictogram.icon for pictogram in PICTOGRAMS.values()}) == len(PICTOGRAMS)


@given(st.integers())
def test_a_challenge_shows_six_pictures_under_opaque_names(seed: int) -> None:
    drawn = challenge(seed)

    assert len({choice.pictogram for choice in drawn.choices}) == len({choice.id for choice in drawn.choices}) == 6
    assert drawn.target in {choice.pictogram for choice in drawn.choices} <= set(SET)
    assert all(choice.pictogram not in choice.id and len(choice.id) == 24 for choice in drawn.choices)
    assert len(drawn.spoken) == 6
    assert drawn.label == "le trombone"


def test_the_target_may_be_anywhere() -> None:
    places = Counter([choice.pictogram for choice in challenge(seed).choices].index("paperclip") for seed in range(600))
    assert set(places) == set(range(6))
    assert min(places.values()) > 60


def test_the_figures_are_spoken_in_words() -> None:
    drawn = challenge()
    numbers = ["zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"]
    assert drawn.spoken_words == tuple(numbers[int(figure)] for figure in drawn.spoken)


def test_the_right_picture_passes_once() -> None:
    first = answer(challenge(), right(challenge()), NOW)
    again = answer(first.challenge, right(challenge()), NOW)

    assert first.passed
    assert first.challenge.used
    assert isinstance(again.refusal, captcha.CaptchaUsed)
    assert not again.passed


def test_the_spoken_figures_pass_too_however_they_are_grouped() -> None:
    spoken = challenge().spoken

    for typed in (spoken, f" {spoken[:3]} {spoken[3:]} ", "-".join(spoken)):
        assert answer(challenge(), typed, NOW).passed


@pytest.mark.parametrize("typed", ["", "paperclip", "000", "le trombone", "é"])
def test_anything_else_is_wrong(typed: str) -> None:
    result = answer(challenge(), typed, NOW)

    assert isinstance(result.refusal, captcha.CaptchaWrong)
    assert result.challenge.failures == 1


@pytest.mark.parametrize(
    ("after", "refusal"),
    [
        (timedelta(0), None),
        (timedelta(minutes=10, microseconds=-1), None),
        (timedelta(minutes=10), captcha.CaptchaExpired),
        (timedelta(hours=1), captcha.CaptchaExpired),
    ],
)
def test_a_challenge_lives_ten_minutes(after: timedelta, refusal: type[DomainError] | None) -> None:
    result = answer(challenge(), right(challenge()), NOW + after)
    assert (type(result.refusal) if result.refusal else None) is refusal


def test_the_fifth_failure_ends_the_challenge() -> None:
    fourth = failed(4)
    fifth = answer(fourth, wrong(fourth), NOW)

    assert answer(fourth, right(fourth), NOW).passed
    assert isinstance(fifth.refusal, captcha.CaptchaExhausted)
    assert isinstance(answer(fifth.challenge, right(fourth), NOW).refusal, captcha.CaptchaExhausted)


def test_the_challenge_after_five_failures_opens_thirty_seconds_later() -> None:
    following = challenge(seed=2, after=failed(5))
    early = answer(following, right(following), NOW + timedelta(seconds=29))

    assert following.failures == 0
    assert isinstance(early.refusal, captcha.CaptchaTooSoon)
    assert early.challenge == following
    assert answer(following, right(following), NOW + timedelta(seconds=30)).passed


def test_a_refreshed_challenge_remembers_the_failures() -> None:
    following = challenge(seed=2, after=failed(4))

    assert following.failures == 4
    assert following.opens_at == NOW
    assert {choice.id for choice in following.choices}.isdisjoint(choice.id for choice in failed(4).choices)


@pytest.mark.parametrize(
    ("pictograms", "target", "message"),
    [
        ((*SET, "unicorn"), "paperclip", "unknown pictograms: unicorn"),
        (SET, "house", "'house' among them"),
        (SET[:5], "paperclip", "takes 6 different pictograms"),
        ((*SET[:5], "flag"), "paperclip", "takes 6 different pictograms"),
    ],
)
def test_a_set_that_makes_no_challenge(pictograms: tuple[str, ...], target: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        new_challenge(Random(1), pictograms, target, NOW)


@given(st.integers(0, 5), st.integers())
def test_a_challenge_survives_storage(failures: int, seed: int) -> None:
    drawn = challenge(seed, after=failed(failures))
    stored = json.loads(json.dumps(drawn.to_json()))
    restored = Challenge.from_json(stored)

    assert restored == drawn
    assert answer(restored, right(drawn), NOW + timedelta(minutes=1)).passed
