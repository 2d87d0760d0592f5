from datetime import datetime

from django import template

from apps.accounts import wording

register = template.Library()


@register.filter
def day_and_hour(moment: datetime) -> str:
    """ "jeudi 12 mars 2026 à 12 h", in the commune's time."""
    return wording.day_and_hour(moment)
