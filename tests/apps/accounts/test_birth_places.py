"""The code of a place of birth is asked of the State's list, never of a browser."""

import pytest
from django.test import override_settings

from apps.accounts.birth_places import place_code
from apps.accounts.errors import BirthDepartmentAbroad, BirthDepartmentWrong
from core.birth_places import ABROAD

pytestmark = pytest.mark.usefixtures("in_fresnes")


@pytest.mark.parametrize(
    ("commune", "department", "country", "code"),
    [
        ("Antony", "Hauts-de-Seine", "France", "92002"),
        ("ANTONY", "", "", "92002"),
        ("Paris 14e arrondissement", "Paris", "", "75056"),
        ("Anto", "Hauts-de-Seine", "", ""),
        ("Antony (ancienne commune)", "Ain", "", ""),
        ("Antony", "Seine", "", ""),
        ("Trifouillis", "Ain", "", ""),
        ("", "Ain", "", ""),
        ("Alger", "", "Algérie", "99352"),
        ("Alger", ABROAD, "algerie", "99352"),
        ("Zenda", ABROAD, "Ruritanie", ""),
    ],
)
def test_a_place_has_the_code_of_the_list(commune: str, department: str, country: str, code: str) -> None:
    assert place_code(commune=commune, department=department, country=country) == code


def test_a_commune_that_is_known_elsewhere_is_told() -> None:
    with pytest.raises(BirthDepartmentWrong, match=r"Ain \(01\).*Hauts-de-Seine \(92\)"):
        place_code(commune="Antony", department="Ain")


def test_a_department_is_not_abroad() -> None:
    with pytest.raises(BirthDepartmentAbroad, match="Ain"):
        place_code(commune="Alger", department="Ain", country="Algérie")


def test_without_the_list_what_is_written_is_kept() -> None:
    with override_settings(BIRTH_PLACES_URL=""):
        assert place_code(commune="Antony", department="Ain") == ""
