"""The files of the project, as the checks read them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("core", "communes_config", "tenants", "apps", "deploy")
TEMPLATE_SUFFIXES = {".html", ".txt", ".xml", ".svg"}


@dataclass(frozen=True)
class Module:
    """One Python file: its path from the root, its text and its syntax."""

    path: PurePosixPath
    text: str
    syntax: ast.Module


@dataclass(frozen=True)
class Template:
    """One template: the name that `{% extends %}` gives it, and its text."""

    path: PurePosixPath
    name: str
    text: str


def module(text: str, path: str = "apps/sample.py") -> Module:
    return Module(PurePosixPath(path), text, ast.parse(text))


@cache
def modules() -> tuple[Module, ...]:
    """Return every module of the product, migrations apart."""
    paths = (path for folder in SOURCES for path in sorted((ROOT / folder).rglob("*.py")))
    return tuple(
        module(path.read_text(), str(path.relative_to(ROOT))) for path in paths if "migrations" not in path.parts
    )


@cache
def templates() -> tuple[Template, ...]:
    return tuple(_templates())


def _templates() -> Iterator[Template]:
    for folder in sorted(ROOT.glob("*/templates")) + sorted(ROOT.glob("apps/*/templates")):
        for path in sorted(folder.rglob("*")):
            if path.suffix in TEMPLATE_SUFFIXES:
                name = path.relative_to(folder).as_posix()
                yield Template(PurePosixPath(path.relative_to(ROOT)), name, path.read_text())


def is_interface(path: PurePosixPath) -> bool:
    return path.parts[:2] in {("apps", "portal"), ("apps", "backoffice"), ("apps", "api"), ("apps", "design")}
