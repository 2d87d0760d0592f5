"""Somebody's own pages, at hand on each page: a row under the menu, and at the bottom of a phone."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """`inside` are the beginnings of the addresses that belong to it; `desk_only` leaves a phone its room."""

    label: str
    icon: str
    target: str
    inside: tuple[str, ...] = ()
    phone_only: bool = False
    desk_only: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    place: Place
    url: str
    state: str


SPACE: Final = (
    Place(label="Accueil", icon="house", target="portal:dashboard", phone_only=True),
    Place(label="Famille", icon="users", target="portal:family", inside=("/ma-famille/", "/mes-enfants/", "/enfants/")),
    Place(label="Démarches", icon="clipboard-list", target="portal:procedures", inside=("/demarches/",)),
    Place(
        label="Inscriptions",
        icon="calendar-check",
        target="portal:enrolments",
        inside=("/mes-inscriptions/", "/activites/"),
    ),
    Place(label="Demandes", icon="inbox", target="portal:case-list", inside=("/mes-demandes/",), desk_only=True),
    Place(
        label="Documents", icon="folder-open", target="portal:documents", inside=("/mes-documents/",), desk_only=True
    ),
    Place(
        label="Messages",
        icon="bell",
        target="portal:notifications",
        inside=("/mes-notifications/",),
        desk_only=True,
    ),
)


def space_entries(path: str) -> Iterator[Entry]:
    """Yield the pages of this site, each with the `aria-current` that it deserves on a page."""
    for place in SPACE:
        try:
            url = reverse(place.target)
        except NoReverseMatch:
            continue
        within = any(path.startswith(beginning) for beginning in place.inside)
        yield Entry(place=place, url=url, state="page" if path == url else "true" if within else "")
