"""Words that a childcare service has no right to keep, and why (CNIL, délibération 2015-433, NS-058)."""

import re
import unicodedata
from dataclasses import dataclass

RELIGION = (
    "la mairie ne recueille pas la religion : dites ce que l’enfant mange (« sans porc », « sans viande », "
    "« végétarien »)"
)
ORIGIN = "la mairie ne recueille ni la nationalité, ni l’origine"
HANDICAP = "la mairie ne recueille pas la nature du handicap : dites les besoins de l’enfant"


@dataclass(frozen=True, slots=True)
class Wording:
    """Something that must not be written: the words found, as they were written, and the reason."""

    found: str
    reason: str


_RELIGION = r"hall?al\w*|casc?her\w*|kasc?her\w*|kosher|cach(?:er|ere)|relig\w+|confession\w*|culte"
_FAITHS = (
    r"musulman\w*|islam\w*|juif|juive|juifs|juives|judai\w+|catholi\w+|chretien\w*|protestant\w*|bouddhis\w+|"
    r"hindou\w*|ramadan"
)
_ORIGIN = r"nationalites?|origines? ethniques?|ethnies?|race"
_HANDICAP = r"nature du handicap|type de handicap|taux (?:de handicap|d[’' ]?incapacite)"
_IN_LABELS = ((f"{_RELIGION}|{_FAITHS}", RELIGION), (_ORIGIN, ORIGIN), (_HANDICAP, HANDICAP))
# In a sentence « cacher » is a verb, and « race » is said of a dog.
_IN_SENTENCES = (
    (rf"hall?al\w*|casc?her\w*|kasc?her\w*|kosher|relig\w+|{_FAITHS}", RELIGION),
    (r"nationalites?|origines? ethniques?|ethnies?", ORIGIN),
    (_HANDICAP, HANDICAP),
)
_SENTENCE = re.compile(r"[^.!?\n]*(?:[.!?]+|\n|$)")


def label_refused(label: str) -> Wording | None:
    """Return what keeps a label (a diet, a question, an option) from being published, if anything does."""
    return _first(label, _IN_LABELS)


def text_refused(text: str) -> Wording | None:
    """Return what somebody wrote freely that must not be kept, if anything."""
    return _first(text, _IN_SENTENCES)


def keepable(text: str) -> str:
    """Return the text without the sentences that must not be kept."""
    return "".join(part for part in _SENTENCE.findall(text) if text_refused(part) is None).strip()


def _first(text: str, rules: tuple[tuple[str, str], ...]) -> Wording | None:
    plain = _plain(text)
    for words, reason in rules:
        if match := re.search(rf"\b(?:{words})\b", plain):
            return Wording(text[match.start() : match.end()], reason)
    return None


def _plain(text: str) -> str:
    """Lower the case and drop the accents, letter for letter so that places stay the same."""
    return "".join((unicodedata.normalize("NFD", letter)[:1] or letter).lower()[:1] or letter for letter in text)
