"""Rules on one value, each with the words that tell an operator what is expected."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from core import identifiers


@dataclass(frozen=True, slots=True)
class Rule:
    expected: str
    holds: Callable[[Any], bool]


def pattern(expression: str, expected: str) -> Rule:
    compiled = re.compile(expression)
    return Rule(expected, lambda text: compiled.fullmatch(text) is not None)


def between(low: int, high: int) -> Rule:
    return Rule(f"un nombre de {low} à {high}", lambda number: low <= number <= high)


def _is_day(text: str) -> bool:
    try:
        return re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) is not None and bool(date.fromisoformat(text))
    except ValueError:
        return False


FILLED = Rule("un texte qui n'est pas vide", lambda value: bool(value and value.strip()))
NOT_EMPTY = Rule("au moins un élément", bool)
NO_REPEAT = Rule("des éléments tous différents", lambda items: len(set(items)) == len(items))
SLUG = pattern(r"[a-z][a-z0-9-]{0,40}", "un identifiant en minuscules, chiffres et tirets (« accueil-unique »)")
OPTIONAL_SLUG = pattern(r"|[a-z][a-z0-9-]{0,40}", "un identifiant en minuscules, chiffres et tirets, ou rien")
COLOUR = pattern(r"#[0-9a-f]{6}", "une couleur « #rrggbb » en minuscules")
EMAIL = pattern(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+", "une adresse électronique")
OPTIONAL_EMAIL = pattern(r"|[^@\s]+@[^@\s.]+(\.[^@\s.]+)+", "une adresse électronique, ou rien")
PHONE = pattern(r"0[1-9]( \d\d){4}", "un numéro français « 01 23 45 67 89 »")
OPTIONAL_PHONE = pattern(r"|0[1-9]( \d\d){4}", "un numéro français « 01 23 45 67 89 », ou rien")
WEBSITE = pattern(r"https?://[^\s/]+\.[^\s]+", "une adresse web complète (« https://www.exemple.fr »)")
POSTAL_CODE = pattern(r"\d{5}", "un code postal de cinq chiffres")
OPTIONAL_POSTAL_CODE = pattern(r"|\d{5}", "un code postal de cinq chiffres, ou rien")
INSEE_CODE = pattern(r"(\d{2}|2A|2B)\d{3}", "un code INSEE de cinq caractères")
INSEE_CODES = Rule(
    "des codes INSEE de cinq caractères, tous différents",
    lambda codes: len(set(codes)) == len(codes) and all(INSEE_CODE.holds(code) for code in codes),
)
SCHOOL_YEAR = Rule(
    "une année scolaire « 2026-2027 »",
    lambda text: re.fullmatch(r"2\d{3}-2\d{3}", text) is not None and int(text[5:]) == int(text[:4]) + 1,
)
DEPARTMENT = pattern(r"\d{2}|2A|2B|9[78]\d", "un numéro de département (« 94 », « 2A », « 974 »)")
MONTH_DAY = pattern(
    r"(0[13578]|1[02])-(0[1-9]|[12]\d|3[01])|(0[469]|11)-(0[1-9]|[12]\d|30)|02-(0[1-9]|1\d|2[0-8])",
    "un mois et un jour « mm-jj » qui existent chaque année",
)
OPTIONAL_SIRET = Rule("un SIRET de quatorze chiffres, ou rien", lambda text: not text or identifiers.is_siret(text))
HANDLER = pattern(r"[a-z][a-z_]{0,40}", "un identifiant en minuscules et tirets bas (« record »)")
BOUND_DAY = Rule(
    "une date « aaaa-mm-jj », « today », « today+7 » ou « today-3 »",
    lambda text: not text or re.fullmatch(r"today([+-]\d{1,4})?", text) is not None or _is_day(text),
)
OPENING_DAY = Rule(
    "un jour « aaaa-mm-jj », ou « mm-jj » s'il revient chaque année",
    lambda text: not text or MONTH_DAY.holds(text) or _is_day(text),
)
VERSION = pattern(r"[0-9]{4}(-[0-9]{2})?(\.[0-9]+)?", "une version « 2026-09 » ou « 2026-09.1 »")
PAGE_TEXT = Rule(
    "un texte Markdown sans titre de niveau 1 (« # ») : la page porte déjà le sien",
    lambda text: bool(text.strip()) and re.search(r"^#\s", text, re.MULTILINE) is None,
)
