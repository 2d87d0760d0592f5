"""States as a table: who may is elsewhere (permissions), when it may is here."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from enum import Enum

from core.errors import DomainError


class TransitionRefused(DomainError):
    """Context: `current` and `target`, members of the enum."""

    message = "Cette action n’est plus possible : la situation a changé entre-temps. Rechargez la page."


@dataclass(frozen=True)
class Workflow[State: Enum]:
    """The allowed moves between the members of one enum; a state without a line is final.

    The table covers the enum: each member is reached from `initial`, or building the workflow raises `ValueError`.
    """

    initial: State
    transitions: Mapping[State, Set[State]]

    def __post_init__(self) -> None:
        unreached = [state for state in self.states() if state not in self._reached()]
        if unreached:
            raise ValueError(f"states that the table never reaches: {', '.join(state.name for state in unreached)}")

    def _reached(self) -> set[State]:
        reached, frontier = {self.initial}, [self.initial]
        while frontier:
            new = self.targets(frontier.pop()) - reached
            reached |= new
            frontier.extend(new)
        return reached

    def states(self) -> tuple[State, ...]:
        """Return every state, in the order of the enum."""
        return tuple(type(self.initial))

    def targets(self, state: State) -> frozenset[State]:
        """Return the states that may follow `state`; empty when it is final."""
        return frozenset(self.transitions.get(state, frozenset()))

    def is_final(self, state: State) -> bool:
        return not self.targets(state)

    def check(self, current: State, target: State) -> None:
        """Raise `TransitionRefused` unless `target` may follow `current`."""
        if target not in self.targets(current):
            raise TransitionRefused(current=current, target=target)

    def mermaid(self, labels: Mapping[State, str]) -> str:
        """Return the Mermaid state diagram; `labels` gives each state its French name."""
        lines = ["stateDiagram-v2"]
        lines += [f'    state "{labels[state]}" as {state.name}' for state in self.states()]
        lines.append(f"    [*] --> {self.initial.name}")
        for state in self.states():
            following = self.targets(state)
            lines += [f"    {state.name} --> {target.name}" for target in self.states() if target in following]
            if not following:
                lines.append(f"    {state.name} --> [*]")
        return "\n".join(lines) + "\n"

    def page(self, title: str, labels: Mapping[State, str]) -> str:
        """Return the page of the documentation that shows the table."""
        return (
            f"# {title}\n\n"
            "Cette page est produite à partir du code ; une vérification les compare.\n\n"
            f"```mermaid\n{self.mermaid(labels)}```\n"
        )
