"""A field of the schema carries its meaning and its rules: the reader and the documentation both use them."""

import dataclasses
from typing import Any

from communes_config.rules import Rule


def option(doc: str, *rules: Rule, default: Any = dataclasses.MISSING) -> Any:
    """Declare a field: what it means to an operator, what its value must respect."""
    return dataclasses.field(default=default, metadata={"doc": doc, "rules": rules})
