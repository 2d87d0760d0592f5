"""Where a connection may stand: in a commune, on the platform, or as the owner of a schema. See `tenants.context`."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import cast

from django.db import connection

from .backend.base import PLATFORM_ROLE, PUBLIC_SCHEMA, DatabaseWrapper, Tenant
from .models import Commune


@dataclass(frozen=True, slots=True)
class Place:
    """A schema and a role that are no commune's."""

    schema_name: str
    role_name: str


PLATFORM = Place(PUBLIC_SCHEMA, PLATFORM_ROLE)

_connection = cast(DatabaseWrapper, connection)


@contextmanager
def standing_in(place: Commune | Place) -> Iterator[None]:
    """Stand somewhere for the length of the block; what is sent to the server waits for the first query."""
    before = standing_place()
    _connection.set_tenant(place)
    try:
        yield
    finally:
        _connection.set_tenant(before)


def standing_place() -> Tenant:
    """Return where this thread's connection stands."""
    return _connection.tenant
