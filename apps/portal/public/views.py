from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from apps.content import queries as content
from apps.content.markdown import render as render_markdown
from apps.content.models import PublishedPage
from apps.design.printing import as_attachment, draw
from apps.portal.accounts.forms import SignInForm
from apps.portal.public.writing import services_to_write_to
from core.errors import DomainError
from tenants import cache, context

NEWS_ON_HOME = 3
NEWS_PER_PAGE = 10
KEPT_FOR = 86_400  # seconds: a drawn page


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
    published = _page_or_404(slug)
    return render(request, "portal/public/page.html", {"page": published, "downloads": _downloads(slug)})


@require_safe
def page_to_keep(request: HttpRequest, slug: str) -> HttpResponse:
    """The same page as a PDF, drawn once for each of its texts."""
    published = _page_or_404(slug)
    if not _downloads(slug):
        raise Http404
    key = f"page-pdf:{slug}:{published.published_at.timestamp()}:{context.config().digest}"
    drawn = cache.get(key)
    if drawn is None:
        facts = {"page": published, "config": context.config(), "printed_at": published.published_at}
        try:
            drawn = draw("portal/public/page_print.html", facts).content
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return redirect("portal:page", slug)
        cache.put(key, drawn, seconds=KEPT_FOR)
    return as_attachment(drawn, f"{slug}.pdf")


def _page_or_404(slug: str) -> PublishedPage:
    published = content.page(slug)
    if published is None:
        raise Http404
    return published


def _downloads(slug: str) -> bool:
    page = context.config().pages.get(slug)
    return page is not None and page.download


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
    page = {"entries": entries, "services": config.services, "may_write": bool(services_to_write_to())}
    return render(request, "portal/public/help.html", page)


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
