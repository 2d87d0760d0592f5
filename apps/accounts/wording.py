"""Moments and names as the French sentences of e-mails and refusals write them."""

from datetime import datetime, timedelta
from typing import Final

from .queries import local

WEEKDAYS: Final = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS: Final = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)


def hour(moment: datetime) -> str:
    """ "14 h 05", "12 h", in the commune's time."""
    there = local(moment)
    return f"{there.hour} h {there.minute:02d}" if there.minute else f"{there.hour} h"


def day(moment: datetime) -> str:
    """ "jeudi 12 mars 2026"."""
    there = local(moment)
    number = "1er" if there.day == 1 else str(there.day)
    return f"{WEEKDAYS[there.weekday()]} {number} {MONTHS[there.month - 1]} {there.year}"


def day_and_hour(moment: datetime) -> str:
    """ "jeudi 12 mars 2026 à 12 h"; the first instant of a day is the midnight that ends the day before."""
    there = local(moment)
    if (there.hour, there.minute) == (0, 0):
        return f"{day(moment - timedelta(minutes=1))} à minuit"
    return f"{day(moment)} à {hour(moment)}"
