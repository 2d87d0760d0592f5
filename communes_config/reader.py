"""Turn plain data (TOML or JSON) into the schema's dataclasses, gathering every problem on the way."""

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from difflib import get_close_matches
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

from communes_config.adapters import ADAPTERS
from communes_config.problems import Problem

BROKEN: Final = object()
SCALARS: Final = {str: "un texte", int: "un nombre entier", bool: "true ou false", date: "une date aaaa-mm-jj"}


def shown(value: object) -> str:
    """Return a value as the operator wrote it, cut to one readable line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "une table"
    if isinstance(value, list | tuple):
        return f"une liste de {len(value)} élément(s)"
    text = " ".join(str(value).split())
    return f"« {text if len(text) <= 80 else text[:79] + '…'} »"


def suggestion(word: str, known: Iterable[str]) -> str:
    """Return the nearest known word as a question, or nothing."""
    close = get_close_matches(word, list(known), n=1)
    return f" — vouliez-vous dire « {close[0]} » ?" if close else ""


def item_key(key: str, item: object, index: int) -> str:
    """Return the name of an element of a list: its slug when it has one, else its rank from 1."""
    slug = item.get("slug") if isinstance(item, Mapping) else None
    return f"{key}[{slug if isinstance(slug, str) and slug else index + 1}]"


@cache
def hints_of(cls: type[Any]) -> Mapping[str, Any]:
    hints = get_type_hints(cls)
    return {field.name: hints[field.name] for field in dataclasses.fields(cls) if field.init}


class Reader:
    """One reading: `problems` fills up while values are converted; BROKEN stands for what could not be."""

    def __init__(self, file_of: Callable[[str], str]) -> None:
        self.file_of = file_of
        self.problems: list[Problem] = []

    def refuse(self, key: str, found: str, expected: str) -> Any:
        self.problems.append(Problem(file=self.file_of(key), key=key, found=found, expected=expected))
        return BROKEN

    def read(self, hint: Any, value: object, key: str) -> Any:
        if hint in ADAPTERS:
            return self._adapted(hint, value, key)
        if get_origin(hint) in (Union, UnionType):
            (inner,) = (option for option in get_args(hint) if option is not type(None))
            return None if value is None else self.read(inner, value, key)
        if get_origin(hint) is tuple:
            return self._list(get_args(hint)[0], value, key)
        if get_origin(hint) is not None:
            return self._mapping(*get_args(hint), value=value, key=key)
        if isinstance(hint, type) and dataclasses.is_dataclass(hint):
            return self._dataclass(hint, value, key)
        if issubclass(hint, Enum):
            return self._enum(hint, value, key)
        return self._scalar(hint, value, key)

    def fields(self, cls: type, table: Mapping[str, Any], key: str = "") -> dict[str, Any]:
        """Return each field of a dataclass: converted, left to its default, or BROKEN."""
        prefix = f"{key}." if key else ""
        hints = hints_of(cls)
        for unknown in table.keys() - hints.keys():
            self.refuse(f"{prefix}{unknown}", "une clé inconnue", self._known(unknown, hints))
        values: dict[str, Any] = {}
        for field in (field for field in dataclasses.fields(cls) if field.init):
            if field.name in table:
                values[field.name] = self._field(field, hints[field.name], table[field.name], f"{prefix}{field.name}")
            elif field.default is not dataclasses.MISSING:
                values[field.name] = field.default
            elif type(None) in get_args(hints[field.name]):
                values[field.name] = None
            else:
                doc = field.metadata.get("doc", "une valeur")
                values[field.name] = self.refuse(f"{prefix}{field.name}", "rien", f"cette clé : {doc}")
        return values

    def _known(self, unknown: str, hints: Mapping[str, Any]) -> str:
        return f"une clé parmi {', '.join(hints)}{suggestion(unknown, hints)}"

    def _field(self, field: dataclasses.Field[Any], hint: Any, value: object, key: str) -> Any:
        result = self.read(hint, value, key)
        if result is BROKEN or result is None:
            return result
        for rule in field.metadata.get("rules", ()):
            if not rule.holds(result):
                return self.refuse(key, shown(value), rule.expected)
        return result

    def _dataclass(self, cls: type[Any], value: object, key: str) -> Any:
        if not isinstance(value, Mapping):
            return self.refuse(key, shown(value), f"une table [{key}]")
        values = self.fields(cls, value, key)
        return BROKEN if self._broken(values.values()) or value.keys() - values.keys() else cls(**values)

    def _list(self, hint: Any, value: object, key: str) -> Any:
        if not isinstance(value, list | tuple):
            return self.refuse(key, shown(value), "une liste")
        items = [self.read(hint, item, item_key(key, item, index)) for index, item in enumerate(value)]
        return BROKEN if self._broken(items) else tuple(items)

    def _mapping(self, key_hint: Any, value_hint: Any, *, value: object, key: str) -> Any:
        if not isinstance(value, Mapping):
            return self.refuse(key, shown(value), f"une table [{key}]")
        names = {name: self._name(key_hint, name, f"{key}.{name}") for name in value}
        known = [name for name in value if names[name] is not BROKEN]
        result = {names[name]: self.read(value_hint, value[name], f"{key}.{name}") for name in known}
        if self._broken(result.values()) or len(known) < len(value):
            return BROKEN
        return result if key_hint is str else {name: result[name] for name in key_hint if name in result}

    def _name(self, hint: type, name: str, key: str) -> Any:
        if not issubclass(hint, Enum):
            return name
        known = [member.value for member in hint]
        if name in known:
            return hint(name)
        return self.refuse(key, "une clé inconnue", f"une clé parmi {', '.join(known)}{suggestion(name, known)}")

    def _enum(self, cls: type[Enum], value: object, key: str) -> Any:
        known = [member.value for member in cls]
        if value in known:
            return cls(value)
        return self.refuse(key, shown(value), f"l'un de {', '.join(known)}{suggestion(str(value), known)}")

    def _scalar(self, hint: type, value: object, key: str) -> Any:
        if hint is date and isinstance(value, str):
            try:
                return date.fromisoformat(value)
            except ValueError:
                return self.refuse(key, shown(value), SCALARS[date])
        return value if type(value) is hint else self.refuse(key, shown(value), SCALARS[hint])

    def _adapted(self, hint: Any, value: object, key: str) -> Any:
        adapter = ADAPTERS[hint]
        try:
            return adapter.parse(value)
        except (ValueError, TypeError, ArithmeticError):
            return self.refuse(key, shown(value), adapter.expected)

    @staticmethod
    def _broken(values: Iterable[object]) -> bool:
        return any(value is BROKEN for value in values)
