"""Names that identify: how they are compared, which ones are accepted, how cases are numbered."""

import re
import unicodedata
from datetime import date
from typing import Final

from core.errors import DomainError

USERNAME_MIN_LENGTH: Final = 3
USERNAME_MAX_LENGTH: Final = 60
USERNAME_PUNCTUATION: Final = frozenset(".-_")
SLUG_PATTERN: Final = re.compile(r"[a-z][a-z0-9-]{0,40}")
SIRET_PATTERN: Final = re.compile(r"[0-9]{14}")

_UNDECOMPOSED: Final = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})
_NOT_ALPHANUMERIC: Final = re.compile(r"[\W_]+")


class UsernameRefused(DomainError):
    message = (
        "Choisissez un identifiant de 3 à 60 caractères : lettres, chiffres, point, tiret ou tiret bas, "
        "sans espace, en commençant par une lettre ou un chiffre."
    )


class SlugRefused(DomainError):
    message = "« {text} » n’est pas un nom court : minuscules, chiffres et tirets, en commençant par une lettre."


def normalise_username(text: str) -> str:
    """Return the form under which two usernames are the same: `" MDupont "` and `"mdupont"`."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).strip().casefold())


def check_username(text: str) -> str:
    """Return the normalised username, or raise `UsernameRefused`.

    No `@`, so that nobody takes another person's e-mail address as a name; Latin letters only, so that a Cyrillic
    look-alike cannot pass for somebody else.
    """
    key = normalise_username(text)
    if not USERNAME_MIN_LENGTH <= len(key) <= USERNAME_MAX_LENGTH:
        raise UsernameRefused
    if key[0] in USERNAME_PUNCTUATION or not all(_username_character(character) for character in key):
        raise UsernameRefused
    return key


def _username_character(character: str) -> bool:
    if character in USERNAME_PUNCTUATION or character in "0123456789":
        return True
    return character.isalpha() and unicodedata.name(character, "").startswith("LATIN ")


def normalise_email(text: str) -> str:
    """Return the form under which two addresses are the same; whether it is an address is the form's business."""
    return unicodedata.normalize("NFKC", text).strip().lower()


def check_slug(text: str) -> str:
    """Return the slug unchanged, or raise `SlugRefused`."""
    if not SLUG_PATTERN.fullmatch(text):
        raise SlugRefused(text=text)
    return text


def fold(text: str) -> str:
    """Return lower-case words without accents or punctuation, for search: `"L’Haÿ-les-Roses"` → `"l hay les roses"`."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    plain = "".join(character for character in decomposed if not unicodedata.combining(character))
    return _NOT_ALPHANUMERIC.sub(" ", plain.translate(_UNDECOMPOSED)).strip()


def same_name(text: str) -> str:
    """Return the form under which two full names are one, in any order: `"PETIT Zoé"` → `"petit zoe"`."""
    return " ".join(sorted(fold(text).split()))


def match_key(first_names: str, birth_name: str, birth_date: date) -> str:
    """Return the key that two declarations of the same person share.

    Only the first of the first names counts and spaces in the family name do not: one parent writes "Léa, Marie
    DE LA TOUR", the other "Lea Delatour". A match is a question put to an agent, never an automatic merge.
    """
    first_name = fold(first_names).partition(" ")[0]
    return f"{fold(birth_name).replace(' ', '')}|{first_name}|{birth_date.isoformat()}"


def is_siret(text: str) -> bool:
    """Tell whether the text is fourteen digits of which the last is the right one (Luhn)."""
    if SIRET_PATTERN.fullmatch(text) is None:
        return False
    doubled = (int(digit) * (2 - rank % 2) for rank, digit in enumerate(text))
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0


def case_number(year: int, n: int) -> str:
    """Return the number that the citizen quotes on the telephone: `case_number(2026, 73)` → `"2026-000073"`."""
    if n < 1:
        raise ValueError(f"a case number starts at 1, not {n}")
    return f"{year:04d}-{n:06d}"


def environment_name(slug: str) -> str:
    """Return a commune as the names of environment variables end: `carbon-blanc` → `CARBON_BLANC`."""
    return slug.upper().replace("-", "_")
