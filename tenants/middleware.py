"""From a host name to a commune, for the length of one request."""

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, StreamingHttpResponse
from django.http.request import split_domain_port
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string

from . import context, directory
from .enums import CommuneStatus
from .models import Commune

# Asked by the machines that watch the platform, at whatever address they know it by.
HEALTH_PATHS = "/sante/"
# The colours and the logo that even the page of a suspended commune wears.
DRESS_PATHS = "/apparence/"


class CommuneRequest(HttpRequest):
    """A request whose host has been looked up; `commune` is None on the platform's own address."""

    commune: Commune | None


class CommuneMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: CommuneRequest) -> HttpResponseBase:
        host = _host_name(request.META.get("HTTP_HOST", ""))
        request.commune = None
        if host == settings.BASE_DOMAIN or request.path_info.startswith(HEALTH_PATHS):
            return self._answer_for_platform(request)
        commune = directory.by_host(host)
        if commune is None or commune.status == CommuneStatus.ARCHIVED:
            return HttpResponseNotFound(render_to_string("tenants/unknown_host.html", {"host": host}))
        if commune.status == CommuneStatus.SUSPENDED and not request.path.startswith(DRESS_PATHS):
            return _suspended(commune)
        return self._answer(request, commune)

    def _answer_for_platform(self, request: CommuneRequest) -> HttpResponseBase:
        request.urlconf = settings.PUBLIC_SCHEMA_URLCONF
        with context.platform():
            return self.get_response(request)

    def _answer(self, request: CommuneRequest, commune: Commune) -> HttpResponseBase:
        request.commune = commune
        with context.activate(commune):
            response = self.get_response(request)
        if isinstance(response, StreamingHttpResponse):
            response.streaming_content = _streamed(cast(Iterator[bytes], response.streaming_content), commune)
        return response


@lru_cache(maxsize=4096)
def _host_name(header: str) -> str:
    """Return the host of a Host header, in lower case and without its port; an empty text for one that is malformed."""
    return split_domain_port(header)[0]


def _streamed(content: Iterable[bytes], commune: Commune) -> Iterator[bytes]:
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
