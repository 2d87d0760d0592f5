"""Where a sub-command finds a commune: in its folder, and in the database."""

import argparse
import re
from collections.abc import Sequence
from pathlib import Path

from communes_config import COMMUNES, CommuneConfig, load_commune
from core.errors import DomainError
from core.identifiers import check_slug
from tenants import context
from tenants.models import Commune

from .answers import Refusal

LONGEST_SLUG = 40  # a schema's name is made of it
DOMAIN = re.compile(r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


def add_folder(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--folder",
        type=Path,
        default=COMMUNES,
        help="dossier des communes, un sous-dossier par commune (par défaut : celui du dépôt)",
    )


def slug(text: str) -> str:
    """Read an argument as the slug of a commune."""
    try:
        checked = check_slug(text)
    except DomainError as refusal:
        raise argparse.ArgumentTypeError(str(refusal)) from refusal
    if len(checked) > LONGEST_SLUG:
        raise argparse.ArgumentTypeError(f"« {text} » a {len(text)} caractères ; attendu {LONGEST_SLUG} au plus")
    return checked


def domain(text: str) -> str:
    """Read an argument as a host name."""
    if not DOMAIN.fullmatch(text.lower()):
        raise argparse.ArgumentTypeError(
            f"« {text} » n’est pas un nom de domaine : attendu par exemple « fresnes.parvis.fr », sans http ni port"
        )
    return text.lower()


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
        commune = Commune.objects.filter(slug=slug).first()
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
