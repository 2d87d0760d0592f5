"""Drawings made on the server from numbers: geometry in whole units, so that a template writes it as it is."""

from dataclasses import dataclass

WIDTH, HEIGHT = 720, 260
LEFT, TOP, BOTTOM = 48, 16, 36
GAP_BETWEEN_GROUPS = 12
STEPS = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Series:
    """One colour of bars: `tone` is "primary" or "quiet"."""

    label: str
    values: tuple[int, ...]
    tone: str = "primary"


@dataclass(frozen=True, slots=True)
class Bar:
    x: int
    y: int
    width: int
    height: int
    tone: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A line of the scale or a label under the bars."""

    at: int
    text: str


@dataclass(frozen=True, slots=True)
class BarChart:
    """Groups of bars under their labels, and the table that says the same."""

    title: str
    heading: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]

    width = WIDTH
    height = HEIGHT
    left = LEFT
    base = HEIGHT - BOTTOM

    @property
    def rows(self) -> list[tuple[str, tuple[int, ...]]]:
        return [
            (label, tuple(series.values[position] for series in self.series))
            for position, label in enumerate(self.labels)
        ]

    @property
    def scale(self) -> list[Mark]:
        step = scale_step(self._highest)
        return [Mark(self._y(value), str(value)) for value in range(0, self._top + 1, step)]

    @property
    def marks(self) -> list[Mark]:
        return [Mark(self._x(position) + self._group // 2, label) for position, label in enumerate(self.labels)]

    @property
    def bars(self) -> list[Bar]:
        width = max(2, (self._group - GAP_BETWEEN_GROUPS) // len(self.series))
        return [
            Bar(
                x=self._x(position) + GAP_BETWEEN_GROUPS // 2 + rank * width,
                y=self._y(value),
                width=width - 2,
                height=self.base - self._y(value),
                tone=series.tone,
            )
            for rank, series in enumerate(self.series)
            for position, value in enumerate(series.values)
            if value
        ]

    @property
    def _highest(self) -> int:
        return max((value for series in self.series for value in series.values), default=0)

    @property
    def _top(self) -> int:
        step = scale_step(self._highest)
        return step * -(-max(self._highest, 1) // step)

    @property
    def _group(self) -> int:
        return (WIDTH - LEFT) // max(1, len(self.labels))

    def _x(self, position: int) -> int:
        return LEFT + position * self._group

    def _y(self, value: int) -> int:
        return self.base - value * (self.base - TOP) // self._top


def scale_step(highest: int, *, lines: int = 5) -> int:
    """Return a round step (1, 2, 5, 10, 20…) that needs at most so many lines."""
    magnitude = 1
    while True:
        for step in STEPS:
            if step * magnitude * lines >= highest:
                return step * magnitude
        magnitude *= 10
