"""Keys printed on a letter and typed by a parent ("clé Enfance"): `7K3M-9PXT-2HBQ`.

The alphabet has 31 symbols, a prime number, without the letters that are mistaken for a figure (I, L, O, S) nor U.
The last character is a check: the sum of the values weighted by their rank is a multiple of 31, so that any single
wrong character and any swap of two neighbours is noticed before the key is looked up.
"""

import unicodedata
from random import Random
from typing import Final

from core.errors import DomainError

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRTVWXYZ"
LENGTH: Final = 12
GROUP: Final = 4

_VALUES: Final = {symbol: value for value, symbol in enumerate(ALPHABET)}
_MODULUS: Final = len(ALPHABET)
_LOOK_ALIKES: Final = str.maketrans("OIL", "011")
_SEPARATORS: Final = frozenset({"Zs", "Cc", "Cf", "Pd"})


class KeyMistyped(DomainError):
    message = "Clé mal recopiée : vérifiez chaque caractère sur le courrier de la mairie, puis recommencez."


def generate(rng: Random) -> str:
    """Return a new key, grouped as it is printed; `rng` is a `secrets.SystemRandom` outside tests (54 bits)."""
    body = "".join(rng.choice(ALPHABET) for _ in range(LENGTH - 1))
    return group(body + _check_character(body))


def group(key: str) -> str:
    """Return a key as it is printed: `"7K3M9PXT2HBQ"` → `"7K3M-9PXT-2HBQ"`."""
    return "-".join(key[start : start + GROUP] for start in range(0, len(key), GROUP))


def normalise(typed: str) -> str:
    """Return what was typed without spaces nor dashes, in capitals, with `O` read as 0 and `I`, `L` as 1.

    This form, not the printed one, is what is hashed and compared.
    """
    letters = unicodedata.normalize("NFKC", typed).upper()
    kept = "".join(letter for letter in letters if unicodedata.category(letter) not in _SEPARATORS)
    return kept.translate(_LOOK_ALIKES)


def check(typed: str) -> str:
    """Return the normalised key, or raise `KeyMistyped`: a slip of the fingers, not an attack."""
    key = normalise(typed)
    if len(key) != LENGTH or not _VALUES.keys() >= set(key) or _weighted_sum(key) % _MODULUS:
        raise KeyMistyped
    return key


def _weighted_sum(symbols: str) -> int:
    return sum(rank * _VALUES[symbol] for rank, symbol in enumerate(symbols, start=1))


def _check_character(body: str) -> str:
    rank = len(body) + 1
    return ALPHABET[-_weighted_sum(body) * pow(rank, -1, _MODULUS) % _MODULUS]
