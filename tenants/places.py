"""Where a connection may stand: in a commune, on the platform, or as the owner of a schema. See `tenants.context`."""

from dataclasses import dataclass
from typing import cast

from django.db import DEFAULT_DB_ALIAS, connections

from .backend.base import PLATFORM_ROLE, PUBLIC_SCHEMA, DatabaseWrapper, Tenant
from .models import Commune


@dataclass(frozen=True, slots=True)
class Place:
    """A schema and a role that are no commune's."""

    schema_name: str
    role_name: str


PLATFORM = Place(PUBLIC_SCHEMA, PLATFORM_ROLE)


class standing_in:  # noqa: N801 - read as `with standing_in(place):`, and opened several times for each request
    """Stand somewhere for the length of the block; what is sent to the server waits for the first query."""

    __slots__ = ("_before", "_connection", "_place")

    def __init__(self, place: Commune | Place) -> None:
        self._place = place

    def __enter__(self) -> None:
        self._connection = _own_connection()
        self._before = self._connection.tenant
        self._connection.set_tenant(self._place)

    def __exit__(self, *_error: object) -> None:
        self._connection.set_tenant(self._before)


def standing_place() -> Tenant:
    """Return where this thread's connection stands."""
    return _own_connection().tenant


def _own_connection() -> DatabaseWrapper:
    """Return this thread's connection itself: each attribute read through Django's proxy costs a look-up."""
    return cast(DatabaseWrapper, connections[DEFAULT_DB_ALIAS])
