"""Click on the named picture, or type the figures that are read aloud.

A challenge is a value: answering gives another one, that the caller stores. It can be passed once, lives 10 minutes,
and five wrong answers end it; the next one then opens after a short delay.
"""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from types import MappingProxyType
from typing import Any, Final, Self

from core.deadlines import expires_at, is_open
from core.errors import DomainError

TTL: Final = timedelta(minutes=10)
CHOICES: Final = 6
MAX_FAILURES: Final = 5
RETRY_DELAY: Final = timedelta(seconds=30)
SPOKEN_LENGTH: Final = 6
SPOKEN_DIGITS: Final = ("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf")


@dataclass(frozen=True, slots=True)
class Pictogram:
    """`label` has its article ("le trombone"); `icon` is a name of the lucide set."""

    name: str
    label: str
    icon: str


def _vocabulary(*pictograms: Pictogram) -> Mapping[str, Pictogram]:
    return MappingProxyType({pictogram.name: pictogram for pictogram in pictograms})


PICTOGRAMS: Final = _vocabulary(
    Pictogram("foot", "le pied", "footprints"),
    Pictogram("leaf", "la feuille", "leaf"),
    Pictogram("paperclip", "le trombone", "paperclip"),
    Pictogram("printer", "l’imprimante", "printer"),
    Pictogram("person", "la personne", "user"),
    Pictogram("music-note", "la note de musique", "music"),
    Pictogram("flag", "le drapeau", "flag"),
    Pictogram("shirt", "le tee-shirt", "shirt"),
    Pictogram("car", "la voiture", "car"),
    Pictogram("key", "la clé", "key"),
    Pictogram("house", "la maison", "house"),
    Pictogram("umbrella", "le parapluie", "umbrella"),
    Pictogram("plane", "l’avion", "plane"),
    Pictogram("fish", "le poisson", "fish"),
    Pictogram("bicycle", "le vélo", "bike"),
    Pictogram("bell", "la cloche", "bell"),
    Pictogram("scissors", "les ciseaux", "scissors"),
    Pictogram("pencil", "le crayon", "pencil"),
    Pictogram("moon", "la lune", "moon"),
    Pictogram("apple", "la pomme", "apple"),
)


class CaptchaWrong(DomainError):
    message = "Ce n’est pas la bonne image. Essayez encore."


class CaptchaExpired(DomainError):
    message = "Le contrôle de sécurité a expiré. En voici un nouveau."


class CaptchaUsed(DomainError):
    message = "Ce contrôle de sécurité a déjà servi. En voici un nouveau."


class CaptchaExhausted(DomainError):
    message = "Trop d’essais sur ce contrôle de sécurité. Patientez 30 secondes, puis répondez au nouveau."


class CaptchaTooSoon(DomainError):
    message = "Patientez quelques secondes avant de répondre au contrôle de sécurité."


@dataclass(frozen=True, slots=True)
class Choice:
    """One picture of the page: only its opaque `id` travels back."""

    id: str
    pictogram: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge:
    """`target` is the name of the pictogram to click; `spoken` the figures of the sound alternative.

    Answers are accepted from `opens_at` to 10 minutes after `created_at`, excluded.
    """

    target: str
    choices: tuple[Choice, ...]
    spoken: str
    created_at: datetime
    opens_at: datetime
    used: bool = False
    failures: int = 0

    @property
    def label(self) -> str:
        """What to click, with its article: "le trombone"."""
        return PICTOGRAMS[self.target].label

    @property
    def expires_at(self) -> datetime:
        return expires_at(self.created_at, TTL)

    @property
    def spoken_words(self) -> tuple[str, ...]:
        """The figures as words to synthesise: ("quatre", "zéro", …)."""
        return tuple(SPOKEN_DIGITS[int(digit)] for digit in self.spoken)

    def to_json(self) -> dict[str, Any]:
        return {
            "target": self.target,
            "choices": [[choice.id, choice.pictogram] for choice in self.choices],
            "spoken": self.spoken,
            "created_at": self.created_at.isoformat(),
            "opens_at": self.opens_at.isoformat(),
            "used": self.used,
            "failures": self.failures,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls(
            target=data["target"],
            choices=tuple(Choice(opaque, pictogram) for opaque, pictogram in data["choices"]),
            spoken=data["spoken"],
            created_at=datetime.fromisoformat(data["created_at"]),
            opens_at=datetime.fromisoformat(data["opens_at"]),
            used=data["used"],
            failures=data["failures"],
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """The challenge to store after an answer, and the refusal to show, None when it passed."""

    challenge: Challenge
    refusal: DomainError | None

    @property
    def passed(self) -> bool:
        return self.refusal is None


def new_challenge(
    rng: Random, pictograms: Sequence[str], target: str, at: datetime, *, after: Challenge | None = None
) -> Challenge:
    """Return a challenge of 6 pictures taken in `pictograms`, `target` among them, in random order.

    `after` is the challenge that this one replaces (refresh, wrong answer): its failures go on counting, and once they
    are spent the new one starts afresh but opens 30 seconds later. Raises `ValueError` for an unknown pictogram, a
    target outside the set, or fewer than 6 pictures.
    """
    unknown = set(pictograms) - PICTOGRAMS.keys()
    if unknown:
        raise ValueError(f"unknown pictograms: {', '.join(sorted(unknown))}")
    others = sorted(set(pictograms) - {target})
    if target not in pictograms or len(others) < CHOICES - 1:
        raise ValueError(f"a challenge takes {CHOICES} different pictograms, {target!r} among them")
    names = [target, *rng.sample(others, CHOICES - 1)]
    rng.shuffle(names)
    spent = after is not None and after.failures >= MAX_FAILURES
    return Challenge(
        target=target,
        choices=tuple(Choice(f"{rng.getrandbits(96):024x}", name) for name in names),
        spoken="".join(rng.choice("0123456789") for _ in range(SPOKEN_LENGTH)),
        created_at=at,
        opens_at=expires_at(at, RETRY_DELAY) if spent else at,
        failures=after.failures if after is not None and not spent else 0,
    )


def answer(challenge: Challenge, given: str, at: datetime) -> Answer:
    """Judge an opaque id or the figures heard (spaces and dashes ignored).

    A late, repeated, early or exhausted answer leaves the challenge as it is; a wrong one counts as a failure.
    """
    if challenge.used:
        return Answer(challenge, CaptchaUsed())
    if not is_open(at, challenge.expires_at):
        return Answer(challenge, CaptchaExpired())
    if challenge.failures >= MAX_FAILURES:
        return Answer(challenge, CaptchaExhausted())
    if is_open(at, challenge.opens_at):
        return Answer(challenge, CaptchaTooSoon())
    if _is_right(challenge, given):
        return Answer(replace(challenge, used=True), None)
    failed = replace(challenge, failures=challenge.failures + 1)
    return Answer(failed, CaptchaExhausted() if failed.failures >= MAX_FAILURES else CaptchaWrong())


def _is_right(challenge: Challenge, given: str) -> bool:
    typed = "".join(given.split()).replace("-", "").encode()
    expected = [choice.id for choice in challenge.choices if choice.pictogram == challenge.target]
    return any(hmac.compare_digest(typed, right.encode()) for right in (*expected, challenge.spoken))
