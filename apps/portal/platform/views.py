from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from apps.design.views import drawing
from tenants import directory
from tenants.context import absolute_url


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The communes served here, each with the address of its portal."""
    communes = [(commune, absolute_url(host)) for commune, host in directory.open_to_public()]
    return _page(request, "home", {"communes": communes})


@require_safe
def logo(request: HttpRequest, slug: str, digest: str) -> HttpResponse:
    """The drawing of a commune, on the platform's own address: its pages load nothing from elsewhere."""
    configurations = {commune.slug: commune.config for commune, _host in directory.open_to_public()}
    if slug not in configurations:
        raise Http404
    return drawing(configurations[slug], digest)


@require_safe
def legal_notice(request: HttpRequest) -> HttpResponse:
    return _page(request, "legal_notice")


@require_safe
def personal_data(request: HttpRequest) -> HttpResponse:
    return _page(request, "personal_data")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return _page(request, "accessibility")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse("User-agent: *\nDisallow: /sante/\n", content_type="text/plain; charset=utf-8")


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """RFC 9116: whom to tell about a weakness."""
    expires = (timezone.now() + timedelta(days=180)).replace(microsecond=0)
    context = {"expires": expires, "platform": settings.PLATFORM}
    return render(request, "portal/security.txt", context, content_type="text/plain; charset=utf-8")


def _page(request: HttpRequest, name: str, context: dict[str, object] | None = None) -> HttpResponse:
    return render(request, f"portal/platform/{name}.html", {"platform": settings.PLATFORM, **(context or {})})
