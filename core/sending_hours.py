"""When a telephone may ring: never at night, never on a Sunday."""

from datetime import datetime, time, timedelta
from typing import Final

OPENS: Final = time(8)
CLOSES: Final = time(20)
SUNDAY: Final = 6


def next_sending(moment: datetime) -> datetime:
    """Return this moment when a message may leave, or else the next morning; `moment` is in the commune's own time."""
    if moment.weekday() != SUNDAY and OPENS <= moment.time() < CLOSES:
        return moment
    day = moment.date() if moment.time() < OPENS else moment.date() + timedelta(days=1)
    if day.weekday() == SUNDAY:
        day += timedelta(days=1)
    return datetime.combine(day, OPENS, tzinfo=moment.tzinfo)
