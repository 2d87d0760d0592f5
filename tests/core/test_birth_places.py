"""Where people are born, in the words and codes of the official list."""

import pytest

from core import birth_places
from core.birth_places import ABROAD, DEPARTMENTS

OFFICIAL = {
    "01": "Ain",
    "19": "Corrèze",
    "21": "Côte-d’Or",
    "2A": "Corse-du-Sud",
    "33": "Gironde",
    "59": "Nord",
    "75": "Paris",
    "90": "Territoire de Belfort",
    "95": "Val-d’Oise",
    "974": "La Réunion",
}


def test_the_list_has_every_department_under_its_own_number() -> None:
    assert {code: DEPARTMENTS[code] for code in OFFICIAL} == OFFICIAL
    assert "20" not in DEPARTMENTS
    assert len([code for code in DEPARTMENTS if not code.startswith("9") or len(code) == 2]) == 96
    assert len(set(DEPARTMENTS.values())) == len(DEPARTMENTS)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Hauts-de-Seine", "92"),
        ("hauts de seine", "92"),
        ("92", "92"),
        ("92 – Hauts-de-Seine", "92"),
        ("92 – Ain", ""),
        ("2a", "2A"),
        ("Seine", ""),
        ("20", ""),
        ("", ""),
        (ABROAD, ""),
    ],
)
def test_a_department_is_known_however_it_is_written(written: str, code: str) -> None:
    assert birth_places.department_code(written) == code


@pytest.mark.parametrize(
    ("written", "name"),
    [("92", "Hauts-de-Seine"), (" hauts  de seine ", "Hauts-de-Seine"), ("Seine", "Seine"), ("99", ABROAD), ("", "")],
)
def test_it_is_kept_under_its_official_name(written: str, name: str) -> None:
    assert birth_places.department_name(written) == name


@pytest.mark.parametrize(
    ("department", "country", "abroad"),
    [
        ("", "", False),
        ("Ain", "france", False),
        ("", "Maroc", True),
        (ABROAD, "", True),
    ],
)
def test_who_is_born_abroad(department: str, country: str, abroad: bool) -> None:
    assert birth_places.is_abroad(department=department, country=country) is abroad


@pytest.mark.parametrize(("country", "code"), [("algerie", "99352"), ("Ruritanie", ""), ("France", ""), ("", "")])
def test_a_country_abroad_has_a_code(country: str, code: str) -> None:
    assert birth_places.country_code(country) == code


@pytest.mark.parametrize(("code", "department"), [("33063", "33"), ("2A004", "2A"), ("97411", "974"), ("75107", "75")])
def test_the_code_of_a_commune_says_its_department(code: str, department: str) -> None:
    assert birth_places.department_of(code) == department


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("L’Haÿ-les-Roses", "lhay les roses", False),
        ("L’Haÿ-les-Roses", "L'HAY LES ROSES", True),
        ("Paris 14e", "Paris", True),
        ("Lyon 3e arrondissement", "Lyon", True),
        ("Bordeaux 2", "Bordeaux", False),
    ],
)
def test_two_ways_of_writing_one_commune(one: str, other: str, same: bool) -> None:
    assert birth_places.same_commune(one, other) is same
