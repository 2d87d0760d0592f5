from datetime import timedelta

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from apps.content import queries as content
from apps.content.markdown import render as render_markdown
from apps.portal.accounts.forms import SignInForm
from tenants import context

NEWS_ON_HOME = 3
NEWS_PER_PAGE = 10


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("portal:dashboard")
    identity = context.config().identity
    return render(
        request,
        "portal/public/home.html",
        {
            "welcome": render_markdown(identity.welcome),
            "form": SignInForm(),
            "news": content.news(on=context.local_date(timezone.now()))[:NEWS_ON_HOME],
        },
    )


@require_safe
def news(request: HttpRequest) -> HttpResponse:
    items = content.news(on=context.local_date(timezone.now()))
    page = Paginator(items, NEWS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "portal/public/news.html", {"page": page})


@require_safe
def news_item(request: HttpRequest, slug: str) -> HttpResponse:
    item = get_object_or_404(content.news(on=context.local_date(timezone.now())), slug=slug)
    return render(request, "portal/public/news_item.html", {"item": item})


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    published = content.page(slug)
    if published is None:
        raise Http404
    return render(request, "portal/public/page.html", {"page": published})


@require_safe
def cgu(request: HttpRequest) -> HttpResponse:
    """The version in force, or a former one by its number: people may read again what they accepted."""
    asked = request.GET.get("version")
    current = content.current_cgu()
    former = content.former_cgu()
    shown = next((version for version in [current, *former] if asked in (None, version.version)), None)
    if shown is None:
        raise Http404
    return render(request, "portal/public/cgu.html", {"cgu": shown, "current": current, "former": former})


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    config = context.config()
    entries = [(entry.question, render_markdown(entry.answer)) for entry in config.help]
    return render(request, "portal/public/help.html", {"entries": entries, "services": config.services})


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/public/robots.txt", content_type="text/plain; charset=utf-8")


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """RFC 9116: whom to tell about a weakness. The address is the platform's, whichever commune was asked."""
    expires = (timezone.now() + timedelta(days=180)).replace(microsecond=0)
    return render(
        request,
        "portal/security.txt",
        {"expires": expires, "platform": settings.PLATFORM},
        content_type="text/plain; charset=utf-8",
    )
