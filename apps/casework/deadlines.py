"""When the silence of the town hall becomes a decision, and until when a document is recent enough."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from core.validity import add_months
from tenants import context


def local(moment: datetime) -> datetime:
    """The moment in the commune's time."""
    return moment.astimezone(ZoneInfo(context.config().territory.time_zone))


def silence_ends(filed_at: datetime, months: int) -> datetime:
    """Return the exclusive end of the time the service has: the night after the anniversary day (CRPA R112-5)."""
    filed = local(filed_at)
    day = add_months(filed.date(), months) + timedelta(days=1)
    return datetime(day.year, day.month, day.day, tzinfo=filed.tzinfo)


def put_off(due_at: datetime, *, stopped_at: datetime, at: datetime) -> datetime:
    """Return the end of a time that did not run meanwhile, by the clock on the wall: a night keeps its end at midnight.

    The hour that a change of season gives or takes is nobody's.
    """
    stood_still = local(at).replace(tzinfo=None) - local(stopped_at).replace(tzinfo=None)
    return local(due_at) + stood_still


def last_day(due_at: datetime) -> date:
    """Return the last day that an exclusive end still covers."""
    return (local(due_at) - timedelta(microseconds=1)).date()


def recent_until(issued_on: date, months: int) -> date:
    """Return the last day a document of less than `months` months is accepted."""
    return add_months(issued_on, months)
