"""Data that components draw, with the short forms that screens may write instead."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Step:
    label: str
    key: str = ""
    url: str = ""
    state: str = "todo"


@dataclass(frozen=True, slots=True)
class TabItem:
    label: str
    url: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    label: str
    value: Any
    change_url: str = ""


@dataclass(frozen=True, slots=True)
class TimelineEvent:
    when: Any
    title: str
    detail: Any = ""
    tone: str = "neutral"
    by: str = ""


def steps_of(steps: Iterable[Any], current: int | str) -> list[Step]:
    """Mark each step done, current or todo; raise ``ValueError`` when no step is the current one."""
    listed = [step if isinstance(step, Step) else Step(str(step)) for step in steps]
    position = current if isinstance(current, int) else [step.key for step in listed].index(current) + 1
    if not 1 <= position <= len(listed):
        raise ValueError(f"no step {position} among {len(listed)}")
    states = ["done"] * (position - 1) + ["current"] + ["todo"] * (len(listed) - position)
    return [replace(step, state=state) for step, state in zip(listed, states, strict=True)]


def tabs_of(items: Sequence[Any]) -> list[TabItem]:
    return [item if isinstance(item, TabItem) else TabItem(*item) for item in items]


def rows_of(rows: Any) -> list[Row]:
    pairs = rows.items() if isinstance(rows, Mapping) else rows
    return [row if isinstance(row, Row) else Row(*row) for row in pairs]


def timeline_of(events: Iterable[Any]) -> list[TimelineEvent]:
    return [event if isinstance(event, TimelineEvent) else TimelineEvent(*event) for event in events]
