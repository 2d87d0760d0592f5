"""What is wrong in a commune's files, said to the operator who wrote them."""

from collections.abc import Iterable
from dataclasses import dataclass

from core.errors import DomainError


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One wrong key: where it is, what was read, what the platform accepts."""

    file: str
    key: str
    found: str
    expected: str

    def __str__(self) -> str:
        return f"{self.file} : {self.key} : trouvé {self.found} ; attendu {self.expected}"


class Problems(tuple[Problem, ...]):
    """Every problem of a folder; reads as one line each."""

    __slots__ = ()

    def __str__(self) -> str:
        return "\n".join(f"- {problem}" for problem in self)


class ConfigurationError(DomainError):
    message = "La configuration de « {commune} » est refusée.\n{problems}"

    def __init__(self, *, commune: str, problems: Iterable[Problem]) -> None:
        self.problems = Problems(problems)
        super().__init__(commune=commune, problems=self.problems)
