"""The two streams of a terminal: answers on one, progress and refusals on the other."""

import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

from rich.console import Console, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

WIDTH_OF_A_FILE = 160  # lines of a redirected output, which nobody folds


class Stream(Protocol):
    """What Django gives a command to write to."""

    def write(self, text: str, /) -> object: ...

    def flush(self) -> None: ...

    def isatty(self) -> bool: ...


class Terminal:
    def __init__(self, output: Stream, errors: Stream, *, as_json: bool = False, color: bool = True) -> None:
        self.as_json = as_json
        self._output = output
        self._errors = errors
        self._color = color

    def show(self, view: RenderableType) -> None:
        """Write what a person reads."""
        live = self._output.isatty()
        paper = io.StringIO()
        console = Console(
            file=paper,
            force_terminal=live,
            width=None if live else WIDTH_OF_A_FILE,
            no_color=not (self._color and live),
            highlight=False,
            markup=False,
        )
        console.print(view)
        self._write(self._output, paper.getvalue())

    def dump(self, document: Mapping[str, Any]) -> None:
        """Write what a program reads: one JSON document."""
        self._write(self._output, json.dumps(document, ensure_ascii=False, indent=2, default=str))

    def warn(self, text: str) -> None:
        self._write(self._errors, text)

    def ask(self, question: str) -> str | None:
        """Return what the operator types, or None when nobody is there to type."""
        self._errors.write(question)
        self._errors.flush()
        try:
            return input()
        except EOFError:
            return None

    def track[Item](self, items: Iterable[Item], *, title: str, total: int) -> Iterator[Item]:
        """Go through the items behind a progress bar, drawn only where somebody watches."""
        console = Console(stderr=True, no_color=not self._color)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=console, transient=True, disable=not self._errors.isatty()) as progress:
            task = progress.add_task(title, total=total)
            for item in items:
                yield item
                progress.advance(task)

    @staticmethod
    def _write(stream: Stream, text: str) -> None:
        stream.write(text if text.endswith("\n") else f"{text}\n")


def table(*columns: str, rows: Iterable[Iterable[object]]) -> Table:
    """Return a plain table that stays readable when it is copied into a message."""
    drawn = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        drawn.add_column(column, overflow="fold")
    for row in rows:
        drawn.add_row(*(str(cell) for cell in row))
    return drawn


def facts(pairs: Iterable[tuple[str, object]]) -> Table:
    """Return one line for each fact about one thing."""
    drawn = Table(box=None, pad_edge=False, show_header=False)
    drawn.add_column(style="bold", no_wrap=True)
    drawn.add_column(overflow="fold")
    for name, value in pairs:
        drawn.add_row(name, str(value))
    return drawn
