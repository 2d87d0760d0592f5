"""A configuration as JSON, both ways, and its fingerprint."""

import dataclasses
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from hashlib import sha256
from typing import Any, Final, get_args

import orjson

from communes_config import defaults
from communes_config.adapters import ADAPTERS
from communes_config.problems import ConfigurationError
from communes_config.reader import Reader, hints_of

# Dataclasses, dates and hours are written as the files write them, not as the library would.
OURS: Final = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_NON_STR_KEYS

WRITERS: Final = {cls: adapter.dump for hint, adapter in ADAPTERS.items() for cls in get_args(hint) or (hint,)}

# What configurations stored by an older version may still say, and nothing reads any more; in a file it is refused.
RETIRED: Final = {"enrolment": frozenset({"one_file_per_child"})}


def dump_fields(value: Any) -> dict[str, Any]:
    """Return the fields of a dataclass as JSON values."""
    fields: dict[str, Any] = dump(value)
    return fields


def dump(value: Any) -> Any:
    return orjson.loads(orjson.dumps(value, default=_plain, option=OURS))


def _plain(value: Any) -> Any:
    """Return what JSON has no word for, one level of it, in words it has."""
    cls: object = type(value)
    return _writer(cls)(value)


@cache
def _writer(cls: Any) -> Callable[[Any], Any]:
    """Return how a type is written: known once, because a configuration has thousands of values."""
    if cls in WRITERS:
        return WRITERS[cls]
    if dataclasses.is_dataclass(cls):
        return _fields_writer(cls)
    if issubclass(cls, date):
        return date.isoformat
    raise TypeError(f"a configuration has no {cls.__name__}")


def _fields_writer(cls: Any) -> Callable[[Any], dict[str, Any]]:
    names = tuple(hints_of(cls))
    return lambda value: {name: getattr(value, name) for name in names}


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


def text(value: Any) -> str:
    """Return a dataclass, or what `dump_fields` wrote of it, as JSON that is always the same."""
    return orjson.dumps(value, default=_plain, option=OURS | orjson.OPT_SORT_KEYS).decode()


def fingerprint(text: str) -> str:
    return sha256(text.encode()).hexdigest()
