"""What became of the requests of a period, procedure by procedure: numbers, delays, trend."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Aggregate, Count, DurationField, F, Max, Q
from django.db.models.functions import TruncMonth

from apps.backoffice.queries.cases import PAST, ending
from apps.casework.deadlines import local
from apps.casework.enums import CaseStatus
from apps.casework.models import CaseQuerySet
from apps.casework.workflow import LIVE, SETTLED

DAY = timedelta(days=1)
TREND_MONTHS = 12
MEDIAN, NINE_IN_TEN = 0.5, 0.9


class Percentile(Aggregate):
    """The value under which a fraction of the others lie, by interpolation."""

    function = "percentile_cont"
    template = "%(function)s(%(fraction)s) WITHIN GROUP (ORDER BY %(expressions)s)%(filter)s"
    output_field = DurationField()

    def __init__(self, expression: Any, fraction: float, **more: Any) -> None:
        super().__init__(expression, fraction=fraction, **more)


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """Delays are in days from filing to decision, the time a family takes to answer included; None before any."""

    title: str
    procedure: str
    filed: int
    accepted: int
    refused: int
    closed: int
    cancelled: int
    live: int
    late: int
    median_days: float | None
    nine_in_ten_days: float | None


@dataclass(frozen=True, slots=True)
class Month:
    first_day: date
    filed: int
    decided: int


def figures(rows: CaseQuerySet, since: date, until: date, now: datetime) -> tuple[Figures, ...]:
    """Return the figures of each procedure for the cases filed in a period, both days included, busiest first."""
    grouped = filed_between(rows, since, until, now).values("procedure").annotate(title=Max("title"), **_counts(now))
    found = [_figures(row["procedure"], row["title"], row) for row in grouped]
    return tuple(sorted(found, key=lambda line: (-line.filed, line.title)))


def totals(rows: CaseQuerySet, since: date, until: date, now: datetime) -> Figures:
    """Return the same for all procedures together: a median is not the mean of medians."""
    counted = filed_between(rows, since, until, now).aggregate(**_counts(now))
    return _figures("", "Toutes les démarches", counted)


def trend(rows: CaseQuerySet, today: date, now: datetime) -> tuple[Month, ...]:
    """Return the last twelve months, the current one included, in two queries."""
    months = _months_until(today)
    first = datetime(months[0].year, months[0].month, 1, tzinfo=local(now).tzinfo)
    filed = _by_month(rows.filter(submitted_at__gte=first), "submitted_at", first)
    decided = _by_month(rows.filter(decided_at__gte=first, status__in=SETTLED), "decided_at", first)
    return tuple(Month(month, filed.get(month, 0), decided.get(month, 0)) for month in months)


def _counts(now: datetime) -> dict[str, Aggregate]:
    taken, decided = F("decided_at") - F("submitted_at"), Q(status__in=SETTLED)
    return {
        "filed": Count("pk"),
        "accepted": Count("pk", filter=Q(status=CaseStatus.ACCEPTED)),
        "refused": Count("pk", filter=Q(status=CaseStatus.REFUSED)),
        "closed": Count("pk", filter=Q(status=CaseStatus.CLOSED)),
        "cancelled": Count("pk", filter=Q(status=CaseStatus.CANCELLED)),
        "live": Count("pk", filter=Q(status__in=LIVE)),
        "late": Count("pk", filter=ending(PAST, now)),
        "median": Percentile(taken, MEDIAN, filter=decided),
        "nine_in_ten": Percentile(taken, NINE_IN_TEN, filter=decided),
    }


def _figures(procedure: str, title: str, row: dict[str, Any]) -> Figures:
    return Figures(
        title=title,
        procedure=procedure,
        **{name: row[name] for name in ("filed", "accepted", "refused", "closed", "cancelled", "live", "late")},
        median_days=_days(row["median"]),
        nine_in_ten_days=_days(row["nine_in_ten"]),
    )


def _days(length: timedelta | None) -> float | None:
    return None if length is None else round(length / DAY, 1)


def filed_between(rows: CaseQuerySet, since: date, until: date, now: datetime) -> CaseQuerySet:
    """Return the cases filed in a period, both days included, by the clock of the commune."""
    zone = local(now).tzinfo
    first = datetime(since.year, since.month, since.day, tzinfo=zone)
    after = until + DAY
    end = datetime(after.year, after.month, after.day, tzinfo=zone)
    return rows.select_related(None).order_by().filter(submitted_at__gte=first, submitted_at__lt=end)


def _by_month(rows: CaseQuerySet, column: str, first: datetime) -> dict[date, int]:
    months = TruncMonth(column, tzinfo=first.tzinfo)
    counted = rows.select_related(None).order_by().annotate(month=months).values_list("month").annotate(Count("pk"))
    return {month.date(): count for month, count in counted}


def _months_until(today: date) -> list[date]:
    last = today.year * 12 + today.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(last - TREND_MONTHS + 1, last + 1)]
