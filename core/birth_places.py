"""Where people are born, in the words and codes of INSEE's official geographic code."""

import re
from collections.abc import Mapping
from typing import Final

from core.identifiers import fold
from core.official_identity import COUNTRIES, FRANCE_CODE, city_of

ABROAD: Final = "Étranger"
ABROAD_CODE: Final = "99"
FRANCE: Final = "France"
_METROPOLITAN: Final = (
    "Ain, Aisne, Allier, Alpes-de-Haute-Provence, Hautes-Alpes, Alpes-Maritimes, Ardèche, Ardennes, Ariège, Aube, "
    "Aude, Aveyron, Bouches-du-Rhône, Calvados, Cantal, Charente, Charente-Maritime, Cher, Corrèze, Corse, Côte-d’Or, "
    "Côtes-d’Armor, Creuse, Dordogne, Doubs, Drôme, Eure, Eure-et-Loir, Finistère, Gard, Haute-Garonne, Gers, Gironde, "
    "Hérault, Ille-et-Vilaine, Indre, Indre-et-Loire, Isère, Jura, Landes, Loir-et-Cher, Loire, Haute-Loire, "
    "Loire-Atlantique, Loiret, Lot, Lot-et-Garonne, Lozère, Maine-et-Loire, Manche, Marne, Haute-Marne, Mayenne, "
    "Meurthe-et-Moselle, Meuse, Morbihan, Moselle, Nièvre, Nord, Oise, Orne, Pas-de-Calais, Puy-de-Dôme, "
    "Pyrénées-Atlantiques, Hautes-Pyrénées, Pyrénées-Orientales, Bas-Rhin, Haut-Rhin, Rhône, Haute-Saône, "
    "Saône-et-Loire, Sarthe, Savoie, Haute-Savoie, Paris, Seine-Maritime, Seine-et-Marne, Yvelines, Deux-Sèvres, "
    "Somme, Tarn, Tarn-et-Garonne, Var, Vaucluse, Vendée, Vienne, Haute-Vienne, Vosges, Yonne, "
    "Territoire de Belfort, Essonne, Hauts-de-Seine, Seine-Saint-Denis, Val-de-Marne, Val-d’Oise"
).split(", ")
DEPARTMENTS: Final[Mapping[str, str]] = {
    **{f"{rank:02}": name for rank, name in enumerate(_METROPOLITAN, start=1) if name != "Corse"},
    "2A": "Corse-du-Sud",
    "2B": "Haute-Corse",
    "971": "Guadeloupe",
    "972": "Martinique",
    "973": "Guyane",
    "974": "La Réunion",
    "975": "Saint-Pierre-et-Miquelon",
    "976": "Mayotte",
    "977": "Saint-Barthélemy",
    "978": "Saint-Martin",
    "986": "Wallis-et-Futuna",
    "987": "Polynésie française",
    "988": "Nouvelle-Calédonie",
}
_ARRONDISSEMENT: Final = re.compile(r"^(paris|lyon|marseille) \d+ ?(er|e|eme|ieme)?( arrondissement)?$")
_CODES: Final = {fold(name): code for code, name in DEPARTMENTS.items()}
_COUNTRY_CODES: Final = {fold(name): code for code, name in COUNTRIES.items()}


def department_code(written: str) -> str:
    """Return the code of a department however it is written (`"92"`, `"92 – Hauts-de-Seine"`), or nothing."""
    words = fold(written)
    first = words.split(" ")[0].upper()
    if words in _CODES:
        return _CODES[words]
    if words == first.lower():
        return first if first in DEPARTMENTS else ""
    return first if first in DEPARTMENTS and _CODES.get(words.partition(" ")[2]) == first else ""


def department_name(written: str) -> str:
    """Return the official name of a department; what names none is kept as it is written."""
    text = " ".join(written.split())
    return ABROAD if fold(text) in (fold(ABROAD), ABROAD_CODE) else DEPARTMENTS.get(department_code(text), text)


def is_abroad(*, department: str, country: str) -> bool:
    return department == ABROAD or bool(country and fold(country) != fold(FRANCE))


def country_code(country: str) -> str:
    """Return the code of a country abroad that we know, or nothing."""
    code = _COUNTRY_CODES.get(fold(country), "")
    return "" if code == FRANCE_CODE else code


def same_commune(one: str, other: str) -> bool:
    return fold(city(one)) == fold(city(other))


def department_of(commune_code: str) -> str:
    """Return the code of the department that the code of a commune says: `"97411"` → `"974"`."""
    city = city_of(commune_code)
    return city[:3] if city.startswith(("97", "98")) else city[:2]


def city(name: str) -> str:
    """Return what to look for in the list: the city of an arrondissement, else the name itself."""
    found = _ARRONDISSEMENT.match(fold(name))
    return found[1] if found else name
