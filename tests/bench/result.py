from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One line of `make bench`: `ratio` is value / baseline, compared with `target`."""

    bench: str
    value: float
    unit: str
    baseline: float
    ratio: float
    target: str
    reached: bool


def at_least(bench: str, *, value: float, baseline: float, unit: str, target: float) -> Result:
    ratio = value / baseline
    return Result(
        bench=bench,
        value=round(value, 4),
        unit=unit,
        baseline=round(baseline, 4),
        ratio=round(ratio, 4),
        target=f">= {target}",
        reached=ratio >= target,
    )


def at_most(bench: str, *, value: float, baseline: float, unit: str, target: float) -> Result:
    ratio = value / baseline
    return Result(
        bench=bench,
        value=round(value, 4),
        unit=unit,
        baseline=round(baseline, 4),
        ratio=round(ratio, 5),
        target=f"<= {target}",
        reached=ratio <= target,
    )
