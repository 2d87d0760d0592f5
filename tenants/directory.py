"""Which commune answers at which host: asked by every request, so remembered for a few seconds."""

import time
from dataclasses import dataclass
from threading import Lock

from django.conf import settings

from .enums import CommuneStatus
from .errors import UnknownCommune
from .models import Commune, Domain
from .places import PLATFORM, standing_in

MAXIMUM_REMEMBERED = 2_000  # a flood of invented hosts must not fill the memory


@dataclass(frozen=True, slots=True)
class _Remembered:
    commune: Commune | None
    until: float


_by_host: dict[str, _Remembered] = {}
_by_slug: dict[str, _Remembered] = {}
_lock = Lock()


def by_host(host: str) -> Commune | None:
    """Return the commune of this host name (lower case, no port), or None."""
    known = _by_host.get(host)
    if known is None or known.until < time.monotonic():
        with standing_in(PLATFORM):
            domain = Domain.objects.select_related("tenant").filter(domain=host).first()
            known = _remember(_by_host, host, domain.tenant if domain else None)
    return known.commune


def by_slug(slug: str) -> Commune:
    """Return the commune of this slug or raise UnknownCommune."""
    known = _by_slug.get(slug)
    if known is None or known.until < time.monotonic():
        with standing_in(PLATFORM):
            known = _remember(_by_slug, slug, Commune.objects.filter(slug=slug).first())
    if known.commune is None:
        raise UnknownCommune(slug)
    return known.commune


def complete(commune: Commune) -> None:
    """Read what a commune is asked for from inside, where the platform's tables cannot be read."""
    if "host" not in commune.__dict__:
        with standing_in(PLATFORM):
            _ = commune.host


def forget() -> None:
    """Drop what is remembered, after a change made by this process."""
    with _lock:
        _by_host.clear()
        _by_slug.clear()


def _remember(store: dict[str, _Remembered], key: str, commune: Commune | None) -> _Remembered:
    if commune is not None:
        complete(commune)
        _ = commune.config  # parsed once, here
    known = _Remembered(commune, time.monotonic() + settings.SECONDS_A_COMMUNE_IS_REMEMBERED)
    with _lock:
        if len(store) >= MAXIMUM_REMEMBERED:
            store.clear()
        store[key] = known
    return known


def open_to_public() -> list[tuple[Commune, str]]:
    """Return the active communes with the host of their portal, by name. To be called from the platform."""
    primaries = (
        Domain.objects.select_related("tenant")
        .filter(is_primary=True, tenant__status=CommuneStatus.ACTIVE)
        .order_by("tenant__name")
    )
    return [(primary.tenant, primary.domain) for primary in primaries]
