"""Lists as agents read them: so many lines a page, filters in the address."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

PER_PAGE = 25


def page_of(request: HttpRequest, rows: Any, per_page: int = PER_PAGE) -> Page:
    """Return the page that the address asks for; a number that makes no sense gives the nearest page."""
    return Paginator(rows, per_page).get_page(request.GET.get("page"))
