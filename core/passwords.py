"""What a commune asks of a password, what the CNIL thinks of it, and what nobody should choose."""

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random
from typing import Final, NamedTuple

from core.common_passwords import is_guessable
from core.identifiers import fold
from core.listing import listed

DICEWARE_WORDS: Final = 7776
# CNIL, délibération n° 2022-100 du 21 juillet 2022
CNIL_ALONE_BITS: Final = 80
CNIL_RESTRICTED_BITS: Final = 50

_PERSONAL_MIN_LENGTH: Final = 3
_OWN_MIN_LENGTH: Final = 8
_LETTERS: Final = "bcdfghjkmnpqrtvwxz"
_CAPITALS: Final = "BCDFGHJKLMNPQRTVWX"
_FIGURES: Final = "2346789"


class Kind(StrEnum):
    """What a requirement counts. `SPECIAL` is anything but a letter and a figure, a space included."""

    LENGTH = "length"
    LOWER = "lower"
    UPPER = "upper"
    DIGIT = "digit"
    SPECIAL = "special"


# The model of the CNIL's examples: 10 figures, 26 letters twice, 37 signs, hence 99 symbols in all.
SYMBOLS: Final = {Kind.LOWER: 26, Kind.UPPER: 26, Kind.DIGIT: 10, Kind.SPECIAL: 37}

_NOUNS: Final = {
    Kind.LENGTH: ("caractère", "caractères"),
    Kind.LOWER: ("minuscule", "minuscules"),
    Kind.UPPER: ("majuscule", "majuscules"),
    Kind.DIGIT: ("chiffre", "chiffres"),
    Kind.SPECIAL: ("caractère spécial", "caractères spéciaux"),
}


@dataclass(frozen=True, slots=True)
class Requirement:
    """At least `count` characters of a kind; `label` reads "1 minuscule" or "8 caractères"."""

    key: Kind
    label: str
    count: int

    def is_met(self, password: str) -> bool:
        return sum(self.key is Kind.LENGTH or kind_of(character) is self.key for character in password) >= self.count


@dataclass(frozen=True, slots=True)
class PasswordPolicy:
    """Minimum counts: length in characters, then how many of each kind. 0 asks for none."""

    min_length: int
    lower: int = 0
    upper: int = 0
    digit: int = 0
    special: int = 0

    def requirements(self) -> tuple[Requirement, ...]:
        """Return what is asked, length first, kinds that are not asked left out."""
        return tuple(Requirement(kind, _count(count, kind), count) for kind, count in self._counts() if count > 0)

    def unmet(self, password: str) -> tuple[Requirement, ...]:
        """Return the requirements that `password` does not meet; empty when the policy accepts it."""
        return tuple(requirement for requirement in self.requirements() if not requirement.is_met(password))

    def describe(self) -> str:
        """Return the sentence to show: "Au moins 8 caractères, dont 1 minuscule et 1 chiffre."."""
        length, *kinds = (_count(count, kind) for kind, count in self._counts() if count or kind is Kind.LENGTH)
        if not kinds:
            return f"Au moins {length}."
        return f"Au moins {length}, dont {listed(kinds)}."

    def entropy_bits(self) -> float:
        """Return L·log2(N) for the weakest password that the policy accepts, N counting only the kinds it asks for."""
        symbols = sum(SYMBOLS[kind] for kind, count in self._counts() if count > 0 and kind is not Kind.LENGTH)
        return entropy_bits(self.min_length, symbols or SYMBOLS[Kind.LOWER])

    def meets_floor(self) -> bool:
        """Return whether the platform lets a commune adopt this policy."""
        return self.min_length >= FLOOR.min_length and self.entropy_bits() >= FLOOR.bits

    def _counts(self) -> tuple[tuple[Kind, int], ...]:
        return (
            (Kind.LENGTH, self.min_length),
            (Kind.LOWER, self.lower),
            (Kind.UPPER, self.upper),
            (Kind.DIGIT, self.digit),
            (Kind.SPECIAL, self.special),
        )


class Floor(NamedTuple):
    min_length: int
    bits: float


FLOOR: Final = Floor(min_length=8, bits=41)
DEFAULT_POLICY: Final = PasswordPolicy(min_length=12, lower=1, upper=1, digit=1)


class CnilLevel(StrEnum):
    """Where a policy stands against the CNIL's thresholds of 2022."""

    ALONE = "alone"
    RESTRICTED = "restricted"
    BELOW = "below"

    @property
    def label(self) -> str:
        return _LEVEL_LABELS[self]


_LEVEL_LABELS: Final = {
    CnilLevel.ALONE: "Conforme : au moins 80 bits, le mot de passe se suffit à lui-même.",
    CnilLevel.RESTRICTED: "Conforme : au moins 50 bits, avec blocage après des essais répétés.",
    CnilLevel.BELOW: "Sous le seuil recommandé par la CNIL : allongez le mot de passe ou diversifiez ses caractères.",
}


def entropy_bits(length: int, symbols: int) -> float:
    """Return the bits of a secret of `length` elements drawn uniformly among `symbols`, letters or words."""
    return length * math.log2(symbols)


def cnil_level(bits: float, restricted: bool) -> CnilLevel:
    """Return the level reached; `restricted` says whether repeated tries are slowed down or blocked."""
    if bits >= CNIL_ALONE_BITS:
        return CnilLevel.ALONE
    if restricted and bits >= CNIL_RESTRICTED_BITS:
        return CnilLevel.RESTRICTED
    return CnilLevel.BELOW


def kind_of(character: str) -> Kind | None:
    """Return the kind of one character; None for a letter without case."""
    category = unicodedata.category(character)
    if category == "Ll":
        return Kind.LOWER
    if category == "Lu":
        return Kind.UPPER
    if category == "Nd":
        return Kind.DIGIT
    return None if category.startswith("L") else Kind.SPECIAL


def is_common(password: str, personal: Sequence[str] = ()) -> bool:
    """Return whether a guesser would try it early.

    `personal` is what is known of the person and the place: names, username, e-mail, birth date, commune. What remains
    of the password without them must be 8 characters that are not common either.
    """
    if is_guessable(password):
        return True
    own = fold(password).replace(" ", "")
    for known in _personal_words(personal):
        own = own.replace(known, "")
    if own == fold(password).replace(" ", ""):
        return False
    return len(own) < _OWN_MIN_LENGTH or is_guessable(own)


def _personal_words(personal: Sequence[str]) -> list[str]:
    words = {word for text in personal for word in (*fold(text).split(), fold(text).replace(" ", ""))}
    return sorted((word for word in words if len(word) >= _PERSONAL_MIN_LENGTH), key=lambda word: (-len(word), word))


def temporary_password(rng: Random) -> str:
    """Return a password for a paper letter, such as `Kbt7-Rmx4-Whp9-Dcn3`: 61 bits, readable, good for any policy.

    No vowel, so that no word appears by accident, and no character that is taken for another. Its 19 characters have 4
    capitals, 8 small letters, 4 figures and 3 dashes. `rng` is a `secrets.SystemRandom` outside tests.
    """
    return "-".join(
        rng.choice(_CAPITALS) + rng.choice(_LETTERS) + rng.choice(_LETTERS) + rng.choice(_FIGURES) for _ in range(4)
    )


def _count(count: int, kind: Kind) -> str:
    singular, plural = _NOUNS[kind]
    return f"{count} {singular if count < 2 else plural}"
