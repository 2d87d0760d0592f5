"""Small pieces of French that components need: plurals and time left."""

from datetime import timedelta


def plural(count: int, one: str, many: str) -> str:
    """French plural: zero and one are singular."""
    return f"{count} {one if abs(count) < 2 else many}"


def duration(length: timedelta) -> str:
    """Say a positive duration with the precision a reader needs: « 3 jours », « 2 h 05 », « 12 min »."""
    minutes = int(length.total_seconds() // 60)
    if minutes < 1:
        return "moins d’une minute"
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 48 * 60:
        hours, rest = divmod(minutes, 60)
        return f"{hours} h {rest:02}" if rest else f"{hours} h"
    return f"{minutes // (24 * 60)} jours"


def time_left(left: timedelta) -> str:
    """Say the time left before a limit, or how late we are; the limit itself is already too late."""
    if left > timedelta(0):
        return f"Il reste {duration(left)}"
    return "Délai dépassé" if -left < timedelta(minutes=1) else f"Dépassé de {duration(-left)}"


def urgency(left: timedelta, *, soon: timedelta) -> str:
    """Tone of a limit: ``danger`` once passed, ``warning`` when it comes soon, ``neutral`` before."""
    if left <= timedelta(0):
        return "danger"
    return "warning" if left <= soon else "neutral"
