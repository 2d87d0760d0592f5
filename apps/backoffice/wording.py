"""French that agents read: business time, ages, persons."""

from datetime import date, datetime, timedelta

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
    whole = (now - since) // DAY
    return f"depuis {days(whole)}" if whole >= 1 else "depuis moins de 24 h"


def days(count: int) -> str:
    return f"{count} jour{'s' if count > 1 else ''}"


def silence(last_day: date, today: date, *, accepts: bool) -> str:
    """Say what the town hall's silence does, and when, as seen from today."""
    effect = "Acceptation implicite" if accepts else "Refus implicite"
    left = (last_day - today).days
    if left < 0:
        return f"{effect} depuis le {last_day + DAY:%d/%m/%Y}"
    if left == 0:
        return f"{effect} ce soir à minuit"
    return f"{effect} dans {days(left)}, après le {last_day:%d/%m/%Y}"


def answer_by(last_day: date, today: date) -> str:
    """Say until when what asks for no decision is to be answered, as seen from today."""
    if last_day < today:
        return f"Réponse promise avant le {last_day:%d/%m/%Y}"
    return "À répondre aujourd’hui" if last_day == today else f"À répondre avant le {last_day:%d/%m/%Y}"


def _length(length: timedelta) -> str:
    if length >= HOUR:
        hours = length // HOUR
        return f"{hours} h ouvrée{'s' if hours > 1 else ''}"
    minutes = length // MINUTE
    return f"{minutes} min ouvrée{'s' if minutes > 1 else ''}" if minutes else ""
