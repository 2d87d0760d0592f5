"""Days of opening, as a citizen reads them."""

from django.template.defaultfilters import date as date_filter

from core.openings import Opening


def until(opening: Opening) -> str:
    """Return " : elle ouvre le 1 mars 2027", or nothing when no day is known."""
    return f" : elle ouvre le {written(opening.opens_on)}" if opening.opens_on else ""


def written(day: object) -> str:
    return str(date_filter(day, "j F Y"))
