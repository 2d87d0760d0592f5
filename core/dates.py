"""Days and instants as a French sentence says them."""

from datetime import date, datetime, timedelta

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


def spoken_instant(moment: datetime) -> str:
    """Say « vendredi 21 août 2026 à 7 h », in the time zone that the moment carries.

    The first instant of a day is the midnight that ends the day before.
    """
    if (moment.hour, moment.minute) == (0, 0):
        eve = moment.date() - timedelta(days=1)
        return f"{WEEKDAYS[eve.weekday()]} {spoken_day(eve)} à minuit"
    hour = f"{moment.hour} h {moment.minute:02}" if moment.minute else f"{moment.hour} h"
    return f"{WEEKDAYS[moment.weekday()]} {spoken_day(moment.date())} à {hour}"
