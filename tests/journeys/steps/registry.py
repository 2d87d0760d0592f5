"""A family that the town hall has known for long, so that a journey starts where its own promise begins."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from . import inside
from .people import Child, Parent

if TYPE_CHECKING:
    from tests.journeys.running import RunningPlatform

SEXES = {"Féminin": "female", "Masculin": "male"}
TITLES = {"Madame": "mrs", "Monsieur": "mr"}


@dataclass(frozen=True, kw_only=True)
class Pupil:
    """Where a child goes to school, as the town hall wrote it."""

    child: Child
    school: str
    level: str
    year: str


def known_family(
    platform: "RunningPlatform",
    slug: str,
    parent: Parent,
    children: Sequence[Child],
    *,
    pupils: Sequence[Pupil] = (),
    contact: tuple[str, str] | None = None,
    expected_on: date | None = None,
) -> None:
    """Write a validated family with the account of its parent; `contact` is a grandmother's first and usual names.

    A child without a name yet is expected on a day.
    """
    said = {
        "commune": slug,
        "account": {
            "username": parent.username,
            "password": parent.password,
            "civility": TITLES[parent.civility],
            "usual_name": parent.usual_name,
            "first_names": parent.first_names,
            "birth_date": parent.birth_date.isoformat(),
            "email": parent.email,
            "mobile": parent.mobile,
        },
        "declaration": _declaration(parent, children, contact, expected_on),
        "pupils": [
            {"first_names": one.child.first_names, "school": one.school, "level": one.level, "year": one.year}
            for one in pupils
        ],
    }
    inside.do(platform, "known_family", said)


def _expected(day: date, quality: str) -> dict[str, Any]:
    tie = {"quality": quality, "parental_authority": True}
    return {"key": "expected", "expected": True, "expected_on": day.isoformat(), "holder_tie": tie}


def _declaration(
    parent: Parent, children: Sequence[Child], contact: tuple[str, str] | None, expected_on: date | None
) -> dict[str, Any]:
    number, _space, street = parent.street.partition(" ")
    quality = {"Madame": "mother", "Monsieur": "father"}[parent.civility]
    return {
        "holder": {
            "civility": TITLES[parent.civility],
            "usual_name": parent.usual_name,
            "first_names": parent.first_names,
            "birth_date": parent.birth_date.isoformat(),
            "mobile": parent.mobile,
            "email": parent.email,
            "address": {"number": number, "street": street, "postal_code": parent.postal_code, "city": parent.city},
        },
        "children": [
            {
                "key": f"child-{rank}",
                "usual_name": child.usual_name,
                "first_names": child.first_names,
                "sex": SEXES[child.sex],
                "birth_date": child.birth_date.isoformat(),
                "holder_tie": {"quality": quality, "parental_authority": True},
            }
            for rank, child in enumerate(children)
        ]
        + ([_expected(expected_on, quality)] if expected_on else []),
        "contacts": [
            {
                "key": "contact",
                "civility": "mrs",
                "first_names": contact[0],
                "usual_name": contact[1],
                "phone": "05 59 00 11 22",
                "link": "grandmother",
            }
        ]
        if contact
        else [],
    }
