"""A text message: its characters, its length, and the numbers it goes to (GSM 03.38, ITU-T E.164)."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED: Final = frozenset("^{}\\[~]|€")  # each takes two places
GSM_ALONE, GSM_PART = 160, 153
UCS2_ALONE, UCS2_PART = 70, 67
MOST_SEGMENTS: Final = 2
PLAIN: Final = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "–": "-", "—": "-", "…": "...", "œ": "oe", "Œ": "OE"}
    | {"\N{NO-BREAK SPACE}": " ", "\N{NARROW NO-BREAK SPACE}": " "}
)
CODES: Final = {"690": "590", "691": "590", "694": "594", "696": "596", "697": "596", "692": "262", "693": "262"} | {
    "639": "262"
}
FRENCH_MOBILE: Final = re.compile(r"(?:0|(?:\+|00)33(?:\(0\))?0?)([67]\d{8})")
INTERNATIONAL: Final = re.compile(r"(?:\+|00)([1-9]\d{7,14})")


def mobile_number(text: str) -> str:
    """Return `+33612345678` for a number that takes text messages, as people write it; nothing for another."""
    written = re.sub(r"[\s.\-/]", "", text)
    if french := FRENCH_MOBILE.fullmatch(written):
        digits = french.group(1)
        return f"+{CODES.get(digits[:3], '33')}{digits}"
    found = INTERNATIONAL.fullmatch(written)
    return f"+{found.group(1)}" if found and not found.group(1).startswith("33") else ""


def plain(text: str) -> str:
    """Return the text in the letters of a telephone where they have an equivalent: « ê » becomes « e »."""
    return "".join(_letter(character) for character in " ".join(text.translate(PLAIN).split()))


def is_gsm(text: str) -> bool:
    return all(character in BASIC or character in EXTENDED for character in text)


def segments(text: str) -> int:
    """Return how many messages the network charges for a text; none for nothing."""
    gsm = is_gsm(text)
    widths = [_width(character, gsm) for character in text]
    if sum(widths) <= (GSM_ALONE if gsm else UCS2_ALONE):
        return 1 if widths else 0
    return sum(1 for _part in _parts(widths, GSM_PART if gsm else UCS2_PART))


def compose(sender: str, text: str, address: str) -> str:
    """Return `sender : text address` in two segments at most: the words at the end of the text give way."""
    words = plain(text).split()
    while True:
        body = " ".join(words)
        whole = plain(f"{sender} : {body} {address}")
        if segments(whole) <= MOST_SEGMENTS or not words:
            return whole
        words = [*words[:-2], "..."] if words[-1] == "..." else [*words[:-1], "..."]
        words = [] if words == ["..."] else words


def _letter(character: str) -> str:
    if character in BASIC or character in EXTENDED:
        return character
    base = "".join(one for one in unicodedata.normalize("NFKD", character) if not unicodedata.combining(one))
    return base if base and is_gsm(base) else character


def _width(character: str, gsm: bool) -> int:
    if gsm:
        return 2 if character in EXTENDED else 1
    return len(character.encode("utf-16-be")) // 2


def _parts(widths: list[int], room: int) -> Iterator[int]:
    """Yield the width of each segment: a character that takes two places is never cut in two."""
    used = 0
    for width in widths:
        if used + width > room:
            yield used
            used = 0
        used += width
    yield used
