"""The operators' reference of every key, written from the schema: `python -m communes_config.reference`."""

import dataclasses
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from enum import Enum
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin

from communes_config import defaults, export
from communes_config.adapters import ADAPTERS
from communes_config.loader import FOLDERS, file_of
from communes_config.reader import SCALARS, hints_of
from communes_config.rules import FILLED
from communes_config.schema import CommuneConfig

PAGE = Path(__file__).parents[1] / "docs" / "operators" / "configuration.md"
INTRODUCTION = Path(__file__).with_name("reference.md")
ABSENT = object()
# Classes of `core` carry no description of their own.
CORE_FIELDS: Mapping[str, str] = {
    "passwords.min_length": "Nombre minimal de caractères",
    "passwords.lower": "Minuscules exigées",
    "passwords.upper": "Majuscules exigées",
    "passwords.digit": "Chiffres exigés",
    "passwords.special": "Caractères spéciaux exigés",
    "tariffs.brackets.lower": "Premier quotient de la tranche",
    "tariffs.brackets.upper": "Premier quotient au-dessus de la tranche ; rien : sans limite",
    "tariffs.brackets.price": "Prix de l'unité",
}


def markdown() -> str:
    """Return the whole page."""
    return INTRODUCTION.read_text(encoding="utf-8") + "\n" + "\n".join(_sections()) + "\n"


def _sections() -> Iterator[str]:
    simple = [field for field in dataclasses.fields(CommuneConfig) if field.init and _table_of(field.name) is None]
    yield from _table("Clés générales", "commune.toml", [_row(field, "") for field in simple])
    for field in dataclasses.fields(CommuneConfig):
        cls = _table_of(field.name) if field.init else None
        if cls is not None:
            yield from _section(field.name, cls, field.metadata["doc"])


def _section(key: str, cls: Any, doc: str) -> Iterator[str]:
    rows = []
    nested: list[tuple[str, type[Any], str]] = []
    for field in dataclasses.fields(cls):
        path = f"{key}.{field.name}"
        inner = _dataclass_in(hints_of(cls)[field.name])
        if inner is not None:
            nested.append((path, inner, _doc(field, path)))
        rows.append(_row(field, key, hints_of(cls)[field.name]))
    yield from _table(f"`{key}` — {doc}", _file(key), rows)
    for path, inner, inner_doc in nested:
        yield from _section(path, inner, inner_doc)


def _table(title: str, file: str, rows: list[str]) -> Iterator[str]:
    yield f"\n## {title}\n\nFichier : `{file}`.\n"
    yield "| Clé | Type | Par défaut | Rôle |\n| --- | --- | --- | --- |"
    yield from rows


def _row(field: dataclasses.Field[Any], key: str, hint: Any = None) -> str:
    path = f"{key}.{field.name}" if key else field.name
    hint = hint or hints_of(CommuneConfig)[field.name]
    rules = [rule.expected for rule in field.metadata.get("rules", ()) if rule is not FILLED]
    meaning = " — ".join((_doc(field, path), *rules))
    return f"| `{field.name}` | {_type(hint)} | {_default(path, field, hint)} | {meaning} |"


def _doc(field: dataclasses.Field[Any], path: str) -> str:
    doc: str = field.metadata.get("doc") or CORE_FIELDS[path]
    return doc


def _file(key: str) -> str:
    root = key.partition(".")[0]
    if root == "procedures":
        return "procedures/*.toml"
    return f"{root}/*.md" if root in FOLDERS else file_of(root)


def _default(path: str, field: dataclasses.Field[Any], hint: Any) -> str:
    value: Any = defaults.tree()
    for name in path.split("."):
        value = value.get(name, ABSENT) if isinstance(value, Mapping) else ABSENT
    if isinstance(value, Mapping) or (isinstance(value, list) and any(isinstance(item, Mapping) for item in value)):
        return "voir `defaults.toml`"
    if value is not ABSENT:
        return f"`{export.inline(value)}`"
    if field.default is dataclasses.MISSING and type(None) not in get_args(hint):
        return "**à écrire**"
    return "rien"


def _type(hint: Any) -> str:
    if hint in ADAPTERS:
        return ADAPTERS[hint].expected
    if get_origin(hint) in (Union, UnionType):
        return " ou rien".join(_type(option) for option in get_args(hint) if option is not type(None)) + " ou rien"
    if get_origin(hint) is tuple:
        return f"liste : {_type(get_args(hint)[0])}"
    if get_origin(hint) is not None:
        name, value = get_args(hint)
        return f"table : {_type(name)} → {_type(value)}"
    if dataclasses.is_dataclass(hint):
        return "table"
    if issubclass(hint, Enum):
        return ", ".join(f"`{member.value}`" for member in hint)
    return "une date `aaaa-mm-jj`" if hint is date else SCALARS[hint]


def _table_of(name: str) -> type[Any] | None:
    return _dataclass_in(hints_of(CommuneConfig)[name])


def _dataclass_in(hint: Any) -> type[Any] | None:
    candidates = [] if hint in ADAPTERS else [hint, *get_args(hint)]
    return next((item for item in candidates if isinstance(item, type) and dataclasses.is_dataclass(item)), None)


def main(arguments: list[str]) -> None:
    if arguments == ["--write"]:
        PAGE.write_text(markdown(), encoding="utf-8")
    else:
        sys.stdout.write(markdown())


if __name__ == "__main__":
    main(sys.argv[1:])
