"""Stylesheet and logo of a commune, and the catalogue of components."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control

from apps.design import catalogue as catalogue_examples
from communes_config import CommuneConfig

A_YEAR = 365 * 24 * 3600


def _cached(response: HttpResponse, *, current: bool) -> HttpResponse:
    """Far-future caching for the digest in force; an older page gets today's answer, not kept."""
    if current:
        patch_cache_control(response, public=True, max_age=A_YEAR, immutable=True)
    else:
        patch_cache_control(response, no_store=True)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def theme_css(request: HttpRequest, digest: str) -> HttpResponse:
    config = request.commune.config  # type: ignore[attr-defined]  # set by the middleware
    shades = "".join(f"{name}:{value};" for name, value in config.identity.shades.items())
    response = HttpResponse(f":root{{{shades}}}\n", content_type="text/css; charset=utf-8")
    return _cached(response, current=digest == config.digest)


def logo(request: HttpRequest, digest: str) -> HttpResponse:
    """The commune's drawing, served as an image: a script inside it never runs."""
    return drawing(request.commune.config, digest)  # type: ignore[attr-defined]  # set by the middleware


def drawing(config: CommuneConfig, digest: str) -> HttpResponse:
    if not config.identity.logo_svg:
        raise Http404
    response = HttpResponse(config.identity.logo_svg, content_type="image/svg+xml")
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return _cached(response, current=digest == config.digest)


def catalogue(request: HttpRequest) -> HttpResponse:
    """Every component on one page; its address exists in development only."""
    return render(request, "design/catalogue.html", catalogue_examples.context(timezone.now()))
