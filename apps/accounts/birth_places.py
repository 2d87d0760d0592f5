"""What a place of birth that somebody wrote is in the State's list: its code, or why it cannot be."""

from core.birth_places import (
    ABROAD,
    DEPARTMENTS,
    city,
    country_code,
    department_code,
    department_of,
    is_abroad,
    same_commune,
)

from .errors import BirthDepartmentAbroad, BirthDepartmentWrong
from .gateways.places import PlacesAway, communes_like


def place_code(*, commune: str, department: str = "", country: str = "") -> str:
    """Return the INSEE code of a commune, or of a country abroad; nothing for what the list does not know.

    The code is asked of the list, never taken from a browser. A commune that has disappeared is kept as it is written.
    Raises BirthDepartmentAbroad, BirthDepartmentWrong.
    """
    if is_abroad(department=department, country=country):
        if department not in ("", ABROAD) and department_code(department):
            raise BirthDepartmentAbroad(department=department)
        return country_code(country)
    if not commune:
        return ""
    try:
        return _code(commune, department)
    except PlacesAway:
        return ""


def _code(commune: str, department: str) -> str:
    if not department:
        alone = _named(commune)
        return alone[0] if len(alone) == 1 else ""
    code = department_code(department)
    if not code:
        return ""
    here = _named(commune, code)
    if here:
        return here[0]
    elsewhere = _named(commune)
    if elsewhere:
        raise BirthDepartmentWrong(commune=commune, department=_said(code), known=_said(department_of(elsewhere[0])))
    return ""


def _named(commune: str, department: str = "") -> list[str]:
    found = communes_like(city(commune), department=department)
    return [one.code for one in found if same_commune(one.name, commune)]


def _said(code: str) -> str:
    return f"{DEPARTMENTS.get(code, code)} ({code})"
