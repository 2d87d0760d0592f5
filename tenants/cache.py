"""Cache keys that carry the commune, so that an entry of one is worth nothing in another."""

from typing import Any

from django.core.cache import cache

from . import context


def _key(key: str) -> str:
    return f"{context.current().slug}:{key}"


def get(key: str, default: Any = None) -> Any:
    return cache.get(_key(key), default)


def put(key: str, value: Any, *, seconds: int) -> None:
    cache.set(_key(key), value, timeout=seconds)


def add(key: str, value: Any, *, seconds: int) -> bool:
    """Store unless present; tell whether it was stored."""
    return bool(cache.add(_key(key), value, timeout=seconds))


def increment(key: str, *, seconds: int) -> int:
    """Count one more event in the window that the first one opened."""
    cache.add(_key(key), 0, timeout=seconds)
    return int(cache.incr(_key(key)))


def forget(key: str) -> None:
    cache.delete(_key(key))
