"""French that agents read: business time, ages, persons."""

from datetime import datetime, timedelta

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def business_time(left: timedelta) -> str:
    """ "Il reste 30 h ouvrées", "Il reste 40 min ouvrées", "En retard de 2 h ouvrées"."""
    if left <= timedelta(0):
        late = _length(-left)
        return f"En retard de {late}" if late else "Échéance atteinte"
    return f"Il reste {_length(left) or 'moins d’une minute'}"


def urgency(left: timedelta, soon: timedelta) -> str:
    """Return the tone of a promise: broken, soon broken, or kept in good time."""
    if left <= timedelta(0):
        return "danger"
    return "warning" if left <= soon else "neutral"


def age(since: datetime, now: datetime) -> str:
    """ "aujourd’hui" under a day, then "depuis 3 jours"."""
    days = (now - since) // DAY
    if days < 1:
        return "depuis moins de 24 h"
    return f"depuis {days} jour{'s' if days > 1 else ''}"


def _length(length: timedelta) -> str:
    if length >= HOUR:
        hours = length // HOUR
        return f"{hours} h ouvrée{'s' if hours > 1 else ''}"
    minutes = length // MINUTE
    return f"{minutes} min ouvrée{'s' if minutes > 1 else ''}" if minutes else ""
