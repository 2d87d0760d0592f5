"""The people of the stand-in: none of them exists."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class FictitiousPerson:
    """`claims` are those that FranceConnect gives; the subject of a person differs from one client to the next."""

    key: str
    title: str
    note: str
    claims: Mapping[str, object] = field(default_factory=dict)


IDENTITIES = (
    FictitiousPerson(
        key="maite",
        title="Maïté Jeanne GARRIGUE",
        note="Née à Bordeaux, nom d’usage Lasserre : elle n’a pas encore d’espace.",
        claims={
            "given_name": "Maïté Jeanne",
            "given_name_array": ["Maïté", "Jeanne"],
            "family_name": "Garrigue",
            "preferred_username": "Lasserre",
            "birthdate": "1987-04-12",
            "gender": "female",
            "birthplace": "33063",
            "birthcountry": "99100",
            "email": "maite.garrigue@courriel.example",
        },
    ),
    FictitiousPerson(
        key="idriss",
        title="Idriss BELKACEM",
        note="Né à l’étranger, date de naissance présumée.",
        claims={
            "given_name": "Idriss",
            "given_name_array": ["Idriss"],
            "family_name": "Belkacem",
            "birthdate": "1984-01-01",
            "gender": "male",
            "birthplace": "",
            "birthcountry": "99352",
            "email": "idriss.belkacem@courriel.example",
        },
    ),
    FictitiousPerson(
        key="camille",
        title="Camille DURAND",
        note="Elle a déjà un espace, celui de « parent » : de quoi essayer de le relier.",
        claims={
            "given_name": "Camille",
            "given_name_array": ["Camille"],
            "family_name": "Durand",
            "birthdate": "1986-09-03",
            "gender": "female",
            "birthplace": "75107",
            "birthcountry": "99100",
            "email": "parent@courriel.example",
        },
    ),
)
