"""Why something cannot be done yet, one sentence each, with the way to mend it."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """`fix` names the page where it is mended, with its arguments; empty when only the town hall can."""

    code: str
    sentence: str
    fix: str = ""
    fix_label: str = ""
    fix_arguments: tuple[str, ...] = ()
