"""Days and instants as a French sentence says them."""

from datetime import date, datetime, time, timedelta

MONTHS = (
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
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


def spoken_day(day: date) -> str:
    """Say « 1er septembre 2026 »."""
    return f"{'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]} {day.year}"


def spoken_weekday(day: date) -> str:
    """Say « jeudi 12 mars 2026 »."""
    return f"{WEEKDAYS[day.weekday()]} {spoken_day(day)}"


def spoken_hour(hour: time | datetime) -> str:
    """Say « 14 h 05 », « 12 h »."""
    return f"{hour.hour} h {hour.minute:02}" if hour.minute else f"{hour.hour} h"


def spoken_instant(moment: datetime) -> str:
    """Say « vendredi 21 août 2026 à 7 h », in the time zone that the moment carries.

    The first instant of a day is the midnight that ends the day before.
    """
    if (moment.hour, moment.minute) == (0, 0):
        return f"{spoken_weekday(moment.date() - timedelta(days=1))} à minuit"
    return f"{spoken_weekday(moment.date())} à {spoken_hour(moment)}"
