"""Where a sub-command finds a commune: in its folder, and in the database."""

from collections.abc import Sequence
from pathlib import Path

from communes_config import CommuneConfig, load_commune
from tenants import context
from tenants.models import Commune

from .answers import Refusal


def slugs_in(folder: Path) -> tuple[str, ...]:
    """Return the communes that have files in this folder; raise Refusal if it is no folder of communes."""
    if not folder.is_dir():
        raise Refusal(sentence=f"{folder} : dossier introuvable ; attendu un dossier par commune.")
    found = tuple(sorted(place.name for place in folder.iterdir() if (place / "commune.toml").is_file()))
    if not found:
        raise Refusal(sentence=f"{folder} : aucun dossier de commune ; attendu <commune>/commune.toml.")
    return found


def has_files(folder: Path, slug: str) -> bool:
    return (folder / slug / "commune.toml").is_file()


def load(folder: Path, slug: str) -> CommuneConfig:
    """Read the files of a commune; raise Refusal without a folder, ConfigurationError with every problem at once."""
    if not (folder / slug).is_dir():
        raise Refusal(sentence=f"{folder / slug} : dossier introuvable ; attendu les fichiers de « {slug} ».")
    return load_commune(folder / slug)


def every() -> Sequence[Commune]:
    with context.operator():
        return list(Commune.objects.prefetch_related("domains"))


def find(slug: str) -> Commune:
    """Return a commune of the database, or raise Refusal with those that are there."""
    with context.operator():
        commune: Commune | None = Commune.objects.filter(slug=slug).first()
        if commune is not None:
            return commune
        known = ", ".join(Commune.objects.values_list("slug", flat=True)) or "aucune"
    raise Refusal(sentence=f"Aucune commune « {slug} » en base. Communes présentes : {known}.")


def host_of(commune: Commune) -> str:
    """Return its primary host name, or nothing when it lost it."""
    with context.operator():
        return next((str(place.domain) for place in commune.domains.all() if place.is_primary), "")


def address_of(commune: Commune) -> str:
    host = host_of(commune)
    return context.absolute_url(host) if host else "—"
