"""Moments as the French sentences of e-mails and refusals write them, in the commune's time."""

from datetime import datetime

from core.dates import spoken_hour, spoken_instant

from .queries import local


def hour(moment: datetime) -> str:
    return spoken_hour(local(moment))


def day_and_hour(moment: datetime) -> str:
    return spoken_instant(local(moment))
