"""Limits are exclusive instants: what they protect is allowed while `now < limit`."""

from datetime import UTC, datetime, timedelta


def expires_at(created_at: datetime, elapsed: timedelta) -> datetime:
    """Return the instant `elapsed` real time after `created_at`, in its time zone.

    Real time, not wall-clock: a link of 24 hours created at noon on the eve of summer time dies at 13:00.
    """
    return (_instant(created_at) + elapsed).astimezone(created_at.tzinfo)


def is_open(now: datetime, limit: datetime) -> bool:
    """Return whether `now` is before `limit`; at the limit itself it is too late.

    Instants are compared, because Python compares two moments of the same zone by their wall clocks and would be
    wrong during the hour that is lived twice.
    """
    return _instant(now) < _instant(limit)


def _instant(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("expected a moment with its time zone")
    return moment.astimezone(UTC)
