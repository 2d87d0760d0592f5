from datetime import datetime

from django import template

from apps.accounts import wording
from apps.accounts.gateways.franceconnect import is_offered
from tenants import context

register = template.Library()


@register.simple_tag
def franceconnect_is_offered() -> bool:
    """Tell whether the current commune offers FranceConnect, and has what it takes."""
    return is_offered(context.config())


@register.filter
def day_and_hour(moment: datetime) -> str:
    """ "jeudi 12 mars 2026 à 12 h", in the commune's time."""
    return wording.day_and_hour(moment)
