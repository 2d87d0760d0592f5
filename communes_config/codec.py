"""A configuration as JSON, both ways, and its fingerprint."""

import dataclasses
from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from functools import cache
from hashlib import sha256
from typing import Any, Final

import orjson

from communes_config import defaults
from communes_config.adapters import ADAPTERS
from communes_config.problems import ConfigurationError
from communes_config.reader import Reader, hints_of

# What configurations stored by an older version may still say, and nothing reads any more; in a file it is refused.
RETIRED: Final = {"enrolment": frozenset({"one_file_per_child"})}


def dump_fields(value: Any) -> dict[str, Any]:
    """Return the fields of a dataclass as JSON values."""
    cls: object = type(value)
    return {
        name: getattr(value, name) if write is None else write(getattr(value, name)) for name, write in _writers(cls)
    }


def dump(value: Any) -> Any:
    cls: object = type(value)
    return _writer(cls)(value)


@cache
def _writers(cls: Any) -> tuple[tuple[str, Callable[[Any], Any] | None], ...]:
    """Return how each field of a dataclass is written: known once, because a configuration has thousands of values.

    None for what is JSON already.
    """
    return tuple((name, _writer_of(hint)) for name, hint in hints_of(cls).items())


def _writer_of(hint: Any) -> Callable[[Any], Any] | None:
    if hint in ADAPTERS:
        return ADAPTERS[hint].dump
    return None if hint in (str, int, bool) else dump


@cache
def _writer(cls: Any) -> Callable[[Any], Any]:
    if cls in ADAPTERS:
        return ADAPTERS[cls].dump
    if issubclass(cls, Enum):
        return lambda member: member.value
    if dataclasses.is_dataclass(cls):
        return dump_fields
    if issubclass(cls, Mapping):
        return lambda mapping: {str(key): dump(item) for key, item in mapping.items()}
    if issubclass(cls, tuple):
        return lambda items: [dump(item) for item in items]
    return date.isoformat if issubclass(cls, date) else lambda value: value


def spoken(value: Any, *, otherwise: Any = None) -> dict[str, Any]:
    """Return the fields of a dataclass that need to be written: what the schema, or `otherwise`, does not say."""
    told = {}
    for field in dataclasses.fields(value):
        found = getattr(value, field.name)
        if found != (getattr(otherwise, field.name) if otherwise else field.default):
            told[field.name] = _spoken(found)
    return told


def _spoken(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        return spoken(value)
    return [_spoken(item) for item in value] if isinstance(value, tuple) else dump(value)


def load[T](cls: type[T], data: Mapping[str, Any]) -> T:
    """Return the dataclass that `dump_fields` described, or refuse with every problem."""
    reader = Reader(lambda key: "base de données")
    values = reader.fields(cls, defaults.filled(_without_retired(data)))
    if reader.problems:
        raise ConfigurationError(commune=str(data.get("slug", "?")), problems=reader.problems)
    return cls(**values)


def _without_retired(data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        part: {key: value for key, value in said.items() if key not in RETIRED[part]}
        if part in RETIRED and isinstance(said, Mapping)
        else said
        for part, said in data.items()
    }


def load_part[T](cls: type[T], data: Mapping[str, Any]) -> T:
    """Return one part of a configuration from what `dump_fields` wrote of it."""
    reader = Reader(lambda key: "base de données")
    values = reader.fields(cls, data)
    if reader.problems:
        raise ConfigurationError(commune="?", problems=reader.problems)
    return cls(**values)


def parse(text: str) -> Any:
    """Return what `text` wrote."""
    return orjson.loads(text)


def digest(data: Mapping[str, Any]) -> str:
    """Return the fingerprint of what `dump_fields` wrote."""
    return fingerprint(text(data))


def text(data: Mapping[str, Any]) -> str:
    """Return what `dump_fields` wrote as JSON that is always the same, whatever the order of its keys."""
    return orjson.dumps(data, option=orjson.OPT_SORT_KEYS).decode()


def fingerprint(text: str) -> str:
    return sha256(text.encode()).hexdigest()
