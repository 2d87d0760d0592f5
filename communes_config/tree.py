"""Plain trees: merging defaults into them, subtracting defaults from them, comparing them."""

from collections.abc import Iterator, Mapping
from typing import Any

from communes_config.reader import item_key

Tree = Mapping[str, Any]


def merge(base: Tree, over: Tree) -> dict[str, Any]:
    """Return `base` with the values of `over`: tables merge, everything else is replaced."""
    merged = dict(base)
    for key, value in over.items():
        both_tables = isinstance(value, Mapping) and isinstance(merged.get(key), Mapping)
        merged[key] = merge(merged[key], value) if both_tables else value
    return merged


def subtract(base: Tree, whole: Tree) -> dict[str, Any]:
    """Return what must be merged into `base` to find `whole` again."""
    rest: dict[str, Any] = {}
    for key, value in whole.items():
        if isinstance(value, Mapping) and isinstance(base.get(key), Mapping):
            inner = subtract(base[key], value)
            if inner:
                rest[key] = inner
        elif key not in base or base[key] != value:
            rest[key] = value
    return rest


def leaves(tree: object, key: str = "") -> Iterator[tuple[str, object]]:
    """Yield every value with its dotted key, and for a list of tables the names of its elements in order."""
    if isinstance(tree, Mapping):
        for name, value in tree.items():
            yield from leaves(value, f"{key}.{name}" if key else name)
    elif isinstance(tree, list) and any(isinstance(item, Mapping) for item in tree):
        names = [item_key("", item, index)[1:-1] for index, item in enumerate(tree)]
        yield key, names
        for name, item in zip(names, tree, strict=True):
            yield from leaves(item, f"{key}[{name}]")
    else:
        yield key, tree
