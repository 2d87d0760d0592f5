"""What every sub-command gives back: a result of stable shape, a view of it for people, an exit code."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from rich.console import RenderableType

from core.errors import DomainError


class ExitCode(IntEnum):
    OK = 0
    REFUSED = 1  # nothing was done, or what was looked at is not as it should be
    USAGE = 2  # the arguments do not make a command
    PARTIAL = 3  # some of it was done, and the report names the rest


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """`result` is printed by `--json`, `view` otherwise; `message` says on the error stream why the code is not 0."""

    result: Mapping[str, Any]
    view: RenderableType = ""
    code: ExitCode = ExitCode.OK
    message: str = ""


class Refusal(DomainError):
    """A refusal of the command line itself, with the sentence the operator reads."""

    message = "{sentence}"


@dataclass(slots=True)
class Tally:
    """How many went well and how many did not, to choose the exit code of a command about several things."""

    done: int = 0
    failed: list[str] = field(default_factory=list)

    @property
    def code(self) -> ExitCode:
        if not self.failed:
            return ExitCode.OK
        return ExitCode.PARTIAL if self.done else ExitCode.REFUSED
