"""What the sub-commands share of their arguments, and how a wrong one is refused."""

import re
from argparse import SUPPRESS, ArgumentParser, ArgumentTypeError, _SubParsersAction
from pathlib import Path

from communes_config import COMMUNES
from core.errors import DomainError
from core.identifiers import check_slug

LONGEST_SLUG = 40  # a schema's name is made of it
DOMAIN = re.compile(r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


def add_json(parser: ArgumentParser) -> None:
    # Without a default of its own, so that `pool --json fill 2` and `pool fill 2 --json` say the same.
    parser.add_argument("--json", action="store_true", default=SUPPRESS, help="réponse en JSON, de forme stable")


def add_commune(parser: ArgumentParser, *, explanation: str | None = None) -> None:
    parser.add_argument("slug", type=slug, metavar="commune", help=explanation)


def add_dry_run(parser: ArgumentParser, explanation: str = "dire ce qui changerait, sans rien écrire") -> None:
    parser.add_argument("--dry-run", action="store_true", help=explanation)


def add_folder(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--folder",
        type=Path,
        default=COMMUNES,
        help="dossier des communes, un sous-dossier par commune (par défaut : celui du dépôt)",
    )


def add_actions(parser: ArgumentParser) -> "_SubParsersAction[ArgumentParser]":
    return parser.add_subparsers(dest="action", metavar="action", required=True)


def add_action(actions: "_SubParsersAction[ArgumentParser]", name: str, explanation: str) -> ArgumentParser:
    parser = actions.add_parser(name, help=explanation, description=explanation)
    add_json(parser)
    return parser


def slug(text: str) -> str:
    """Read an argument as the slug of a commune."""
    try:
        checked = check_slug(text)
    except DomainError as refusal:
        raise ArgumentTypeError(str(refusal)) from refusal
    if len(checked) > LONGEST_SLUG:
        raise ArgumentTypeError(f"« {text} » a {len(text)} caractères ; attendu {LONGEST_SLUG} au plus")
    return checked


def domain(text: str) -> str:
    """Read an argument as a host name."""
    if not DOMAIN.fullmatch(text.lower()):
        raise ArgumentTypeError(
            f"« {text} » n’est pas un nom de domaine : attendu par exemple « fresnes.parvis.fr », sans http ni port"
        )
    return text.lower()
