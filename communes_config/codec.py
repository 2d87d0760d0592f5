"""A configuration as JSON, both ways, and its fingerprint."""

import dataclasses
import json
from collections.abc import Mapping
from datetime import date
from enum import Enum
from hashlib import sha256
from typing import Any

from communes_config import defaults
from communes_config.adapters import ADAPTERS
from communes_config.problems import ConfigurationError
from communes_config.reader import Reader, hints_of


def dump_fields(value: Any) -> dict[str, Any]:
    """Return the fields of a dataclass as JSON values."""
    cls: object = type(value)
    return {name: dump(getattr(value, name), hint) for name, hint in hints_of(cls).items()}


def dump(value: Any, hint: Any = None) -> Any:
    adapter = ADAPTERS.get(hint) or ADAPTERS.get(type(value))
    if adapter is not None:
        return adapter.dump(value)
    if isinstance(value, Enum):
        return value.value
    if dataclasses.is_dataclass(value):
        return dump_fields(value)
    if isinstance(value, Mapping):
        return {str(key): dump(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [dump(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


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
    values = reader.fields(cls, defaults.filled(data))
    if reader.problems:
        raise ConfigurationError(commune=str(data.get("slug", "?")), problems=reader.problems)
    return cls(**values)


def load_part[T](cls: type[T], data: Mapping[str, Any]) -> T:
    """Return one part of a configuration from what `dump_fields` wrote of it."""
    reader = Reader(lambda key: "base de données")
    values = reader.fields(cls, data)
    if reader.problems:
        raise ConfigurationError(commune="?", problems=reader.problems)
    return cls(**values)


def digest(value: Any) -> str:
    text = json.dumps(dump_fields(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()
