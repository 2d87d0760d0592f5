"""The difference between two configurations, key by key."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from communes_config import tree

if TYPE_CHECKING:
    from communes_config.schema import CommuneConfig


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One key that differs; `old` is None for what appears, `new` for what goes away."""

    key: str
    old: object
    new: object


def diff(old: "CommuneConfig", new: "CommuneConfig") -> tuple[Change, ...]:
    """Return the changes from `old` to `new`, in the order of the schema."""
    before, after = dict(tree.leaves(old.to_json())), dict(tree.leaves(new.to_json()))
    keys = [*before, *(key for key in after if key not in before)]
    return tuple(
        Change(key=key, old=before.get(key), new=after.get(key)) for key in keys if before.get(key) != after.get(key)
    )
