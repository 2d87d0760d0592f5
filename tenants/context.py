"""The only door between communes: whoever needs one opens it here, and it closes behind them."""

from collections.abc import Iterator
from contextlib import ContextDecorator, contextmanager
from datetime import date, datetime
from typing import Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from communes_config.schema import CommuneConfig

from . import directory
from .backend.base import OWNER_ROLE, PUBLIC_SCHEMA
from .errors import NoCommuneActive
from .models import Commune
from .places import PLATFORM, Place, standing_in, standing_place


class activate(ContextDecorator):  # noqa: N801 - read as `with context.activate(commune):`, and opened for each request
    """Stand in a commune, given as an object or by its slug, and read the clock as its inhabitants do.

    Raises UnknownCommune for a slug that no commune has.
    """

    __slots__ = ("_clock", "_commune", "_place")

    def __init__(self, commune: Commune | str) -> None:
        self._commune = commune

    def _recreate_cm(self) -> Self:
        """Give each call of a decorated function its own: two threads may be inside at once."""
        return type(self)(self._commune)

    def __enter__(self) -> Commune:
        commune = directory.by_slug(self._commune) if isinstance(self._commune, str) else self._commune
        directory.complete(commune)
        self._clock = timezone.override(commune.config.territory.time_zone)
        self._place = standing_in(commune)
        self._place.__enter__()
        self._clock.__enter__()
        return commune

    def __exit__(self, *_error: object) -> None:
        self._clock.__exit__(None, None, None)
        self._place.__exit__()


@contextmanager
def platform() -> Iterator[None]:
    """Stand outside every commune: only the platform's own tables can be read."""
    with standing_in(PLATFORM):
        yield


@contextmanager
def operator(schema: str = PUBLIC_SCHEMA) -> Iterator[None]:
    """Stand in a schema as the owner of the database, for what changes structures or communes themselves."""
    with standing_in(Place(schema, OWNER_ROLE)):
        yield


def current_or_none() -> Commune | None:
    place = standing_place()
    return place if isinstance(place, Commune) else None


def current() -> Commune:
    """Return the commune the code runs in, or raise NoCommuneActive."""
    commune = current_or_none()
    if commune is None:
        raise NoCommuneActive
    return commune


def config() -> CommuneConfig:
    """Return the configuration in force in the current commune."""
    return current().config


def url(path: str = "/") -> str:
    """Return the absolute address of a path on the current commune's primary domain."""
    return absolute_url(current().host, path)


def absolute_url(host: str, path: str = "/") -> str:
    port = f":{settings.PUBLIC_PORT}" if settings.PUBLIC_PORT else ""
    return f"{settings.PUBLIC_SCHEME}://{host}{port}{path}"


def local_date(at: datetime) -> date:
    """Return the day it is, at this instant, where the current commune lies."""
    return at.astimezone(ZoneInfo(config().territory.time_zone)).date()
