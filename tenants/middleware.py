"""From a host name to a commune, for the length of one request."""

from collections.abc import Callable, Iterator
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.http.request import split_domain_port
from django.template.loader import render_to_string

from . import context, directory
from .enums import CommuneStatus
from .models import Commune

# Asked by the machines that watch the platform, at whatever address they know it by.
HEALTH_PATHS = "/sante/"
# The colours and the logo that even the page of a suspended commune wears.
DRESS_PATHS = "/apparence/"


class CommuneMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        host = _host_name(request.META.get("HTTP_HOST", ""))
        request.commune = None
        if host == settings.BASE_DOMAIN or request.path_info.startswith(HEALTH_PATHS):
            return self._answer_for_platform(request)
        commune = directory.by_host(host)
        if commune is None or commune.status == CommuneStatus.ARCHIVED:
            return HttpResponseNotFound(render_to_string("tenants/unknown_host.html", {"host": host}))
        if commune.status == CommuneStatus.SUSPENDED:
            return _suspended(commune)
        return self._answer(request, commune)

    def _answer_for_platform(self, request: HttpRequest) -> HttpResponse:
        request.urlconf = settings.PUBLIC_SCHEMA_URLCONF
        with context.platform():
            return self.get_response(request)

    def _answer(self, request: HttpRequest, commune: Commune) -> HttpResponse:
        request.commune = commune
        with context.activate(commune):
            response = self.get_response(request)
        if response.streaming:
            response.streaming_content = _streamed(response.streaming_content, commune)
        return response


@lru_cache(maxsize=4096)
def _host_name(header: str) -> str:
    """Return the host of a Host header, in lower case and without its port; an empty text for one that is malformed."""
    return split_domain_port(header)[0]


def _streamed(content: Iterator[bytes], commune: Commune) -> Iterator[bytes]:
    """Stand in the commune for each chunk, and never between two: the thread may serve someone else meanwhile."""
    chunks = iter(content)
    while True:
        with context.activate(commune):
            chunk = next(chunks, None)
        if chunk is None:
            return
        yield chunk


def _suspended(commune: Commune) -> HttpResponse:
    page = render_to_string("tenants/suspended.html", {"commune": commune, "config": commune.config})
    return HttpResponse(page, status=503, headers={"Retry-After": "3600", "Cache-Control": "no-store"})
