from datetime import date
from typing import Any

import pytest

from core.official_identity import OfficialIdentity, city_of, read

CLAIMS: dict[str, Any] = {
    "sub": "ab12v1",
    "given_name": "Maïté Jeanne",
    "given_name_array": ["Maïté", "Jeanne"],
    "family_name": "Garrigue",
    "preferred_username": "Lasserre",
    "birthdate": "1987-04-12",
    "gender": "female",
    "birthplace": "33063",
    "birthcountry": "99100",
    "email": "maite@exemple.fr",
}
MAITE = OfficialIdentity(
    subject="ab12v1",
    first_names="Maïté Jeanne",
    birth_name="Garrigue",
    usual_name="Lasserre",
    civility="mrs",
    birth_date=date(1987, 4, 12),
    birth_place_code="33063",
    birth_country_code="99100",
    email="maite@exemple.fr",
)


def test_every_claim_is_read() -> None:
    assert read(CLAIMS) == MAITE
    assert MAITE.full_name == "Maïté Jeanne LASSERRE"


def test_only_the_subject_is_needed() -> None:
    nobody = read({"sub": "ab12v1"})
    assert nobody == OfficialIdentity(subject="ab12v1", first_names="", birth_name="")
    assert (nobody.full_name, nobody.birth_country, nobody.birth_date_is_presumed) == ("", "", False)
    with pytest.raises(KeyError):
        read({})


@pytest.mark.parametrize(
    ("claims", "field", "expected"),
    [
        ({"given_name_array": []}, "first_names", "Maïté Jeanne"),
        ({"given_name_array": "Maïté"}, "first_names", "Maïté Jeanne"),
        ({"gender": "male"}, "civility", "mr"),
        ({"gender": "autre"}, "civility", ""),
        ({"birthdate": "1984-00-00"}, "birth_date", None),
        ({"birthdate": "1984"}, "birth_date", None),
        ({"birthdate": None}, "birth_date", None),
        ({"birthdate": "1984-01-01"}, "birth_date", date(1984, 1, 1)),
        ({"birthplace": ""}, "birth_place_code", ""),
        ({"family_name": " Le   Goff "}, "birth_name", "Le Goff"),
        ({"birthcountry": "99352"}, "birth_country", "Algérie"),
        ({"birthcountry": "99999"}, "birth_country", ""),
    ],
)
def test_a_claim_that_is_odd_or_absent(claims: dict[str, Any], field: str, expected: object) -> None:
    assert getattr(read({**CLAIMS, **claims}), field) == expected


def test_it_comes_back_as_it_was_stored() -> None:
    for identity in (MAITE, read({"sub": "x"})):
        assert OfficialIdentity.from_json(identity.to_json()) == identity


@pytest.mark.parametrize(
    ("certified", "typed", "is_another"),
    [
        ("1987-04-12", date(1987, 4, 12), False),
        ("1987-04-12", date(1987, 4, 13), True),
        ("1987-04-12", None, False),
        ("", date(1987, 4, 12), False),
        # The day is presumed: any of the month.
        ("1984-03-01", date(1984, 3, 31), False),
        ("1984-03-01", date(1984, 4, 1), True),
        # The month too: any of the year.
        ("1984-01-01", date(1984, 12, 31), False),
        ("1984-01-01", date(1985, 1, 1), True),
        ("1984-01-01", date(1983, 12, 31), True),
    ],
)
def test_another_birth_date_is_somebody_else_unless_it_is_presumed(
    certified: str, typed: date | None, is_another: bool
) -> None:
    identity = read({**CLAIMS, "birthdate": certified})
    assert identity.contradicts(first_names="Maïté", names=("Garrigue",), birth_date=typed) is is_another


@pytest.mark.parametrize(
    ("first_names", "names", "is_another"),
    [
        ("Maïté", ("Garrigue", ""), False),
        ("MAITE", ("", "garrigue"), False),
        ("Maïté", ("Ferrand", ""), False),  # she married since
        ("Maï-Té", ("Lasserre", ""), False),
        ("Luc", ("Lasserre", ""), False),  # a first name that only the family uses
        ("Luc", ("Ferrand", "Dubois"), True),
        ("", ("", ""), True),
    ],
)
def test_nothing_of_the_name_in_common_is_somebody_else(
    first_names: str, names: tuple[str, ...], is_another: bool
) -> None:
    assert MAITE.contradicts(first_names=first_names, names=names, birth_date=None) is is_another


@pytest.mark.parametrize(
    ("code", "city"),
    [
        ("75101", "75056"),
        ("75120", "75056"),
        ("69381", "69123"),
        ("69389", "69123"),
        ("13201", "13055"),
        ("13055", "13055"),
        ("69380", "69123"),
        ("33063", "33063"),
        ("2A004", "2A004"),
    ],
)
def test_an_arrondissement_is_written_as_its_city(code: str, city: str) -> None:
    assert city_of(code) == city
