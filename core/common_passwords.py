"""Passwords that a guesser tries first: French and English words, keyboard rows, repetitions.

The list is ours and short: a word counts with any figures and signs around it, in any case, with or without accents,
and in "l33t" spelling, so that `soleil` also refuses `Soleil2026!` and `S0l3il`.
"""

from collections.abc import Iterator
from typing import Final

from core.identifiers import fold

_FRENCH: Final = """
motdepasse mdp secret azerty azertyuiop bonjour bonsoir salut coucou bienvenue merci soleil etoile lune amour jetaime
jetadore monamour moncoeur moncheri macherie bebe doudou loulou louloute chouchou choupette chouquette nounours minou
minette chaton chien chat lapin poussin princesse papillon licorne dauphin chocolat nutella caramel vanille fraise
cerise chipie coquine coquin crotte caca pipi maman papa mamie papi famille parents enfant enfants fille garcon ecole
cantine maitresse vacances noel anniversaire football foot rugby marseille paris lyon bordeaux toulouse nantes france
allezlesbleus psg olympique zidane mbappe mairie commune portail espace espacefamille portailfamille moncompte compte
citoyen utilisateur usager connexion identifiant ordinateur internet telephone maison voiture jardin liberte egalite
fraternite republique nicolas julien thomas camille marine pauline charlotte sophie isabelle nathalie catherine
philippe alexandre antoine sebastien stephane frederic patrick laurent michel pierre jean marie jeanmarie anne lucas
emma lea chloe manon ines jade louise enzo hugo gabriel raphael arthur tigrou simba mickey pokemon starwars naruto
""".split()

_ENGLISH: Final = """
password passwort passw pass passe word admin administrator administrateur root guest user login welcome letmein
master hello test testtest demo temp changeme default secret qwerty qwertyuiop iloveyou love lovely princess sunshine
dragon monkey shadow superman batman spiderman football baseball soccer hockey liverpool arsenal chelsea barcelona
michael jordan jessica ashley daniel charlie andrew matthew jennifer nicole hunter killer freedom whatever trustno
flower cookie chocolate butterfly computer internet samsung iphone google facebook linkedin pokemon starwars matrix
summer winter spring autumn monday friday january ninja hottie angel angels baby purple orange silver ginger
maggie buster pepper summertime abc abcd azer qwer qwertz asdf asdfgh zxcvbn access mustang harley ferrari porsche
""".split()

WORDS: Final = frozenset({*_FRENCH, *_ENGLISH})

_KEYBOARD_ROWS: Final = ("azertyuiop", "qsdfghjklm", "wxcvbn", "qwertyuiop", "qwertzuiop", "asdfghjkl", "zxcvbnm")
_SERIES: Final = (*_KEYBOARD_ROWS, "abcdefghijklmnopqrstuvwxyz", "01234567890", "aqwzsxedcrfvtgb", "1a2z3e4r5t6y")
_BOTH_WAYS: Final = tuple(way for series in _SERIES for way in (series, series[::-1]))
_ROWS_BOTH_WAYS: Final = tuple(way for row in _KEYBOARD_ROWS for way in (row, row[::-1]))
_LEET: Final = (str.maketrans("01345789@$!€", "oieastbgasie"), str.maketrans("01345789@$!€", "oleastbgasle"))
_RUN: Final = 4
_FEW_CHARACTERS: Final = 3


def is_guessable(password: str) -> bool:
    """Return whether the password is a common word dressed up, a run of the keyboard, or a repetition."""
    plain = password.casefold()
    if len(set(plain)) <= _FEW_CHARACTERS:
        return True
    return _is_made_of_runs(plain) or any(_is_known(word) for word in _bare_words(plain))


def _bare_words(plain: str) -> Iterator[str]:
    """Yield the readings of a password once the figures and signs around the word are taken away."""
    without_end = plain.rstrip("0123456789!?.,;:*+-_=&#@$€%/() ")
    for text in (plain, without_end):
        for reading in (text, *(text.translate(table) for table in _LEET)):
            folded = fold(reading).replace(" ", "")
            yield folded
            yield folded.strip("0123456789")


def _is_known(word: str) -> bool:
    readings = {word, _smallest_period(word)}
    return not readings.isdisjoint(WORDS) or (len(word) >= _RUN and any(word in row for row in _ROWS_BOTH_WAYS))


def _smallest_period(word: str) -> str:
    """Return what is repeated: `"soleilsoleil"` → `"soleil"`; the word itself when nothing is."""
    return word[: (word + word).find(word, 1)] if word else word


def _is_made_of_runs(plain: str) -> bool:
    """Return whether the whole password is runs of 4 characters or more: `azerty123456`, `abcd1234`."""
    position = 0
    while position < len(plain):
        length = _run_length(plain[position:])
        if length < _RUN:
            return False
        position += length
    return True


def _run_length(text: str) -> int:
    return max(_common_run(text, series[start:]) for series in _BOTH_WAYS for start in range(len(series)))


def _common_run(text: str, series: str) -> int:
    length = 0
    while length < min(len(text), len(series)) and text[length] == series[length]:
        length += 1
    return length
