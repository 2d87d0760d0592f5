from datetime import date

from tenants import context as tenant

from .models import NewsItem, NewsQuerySet, PublishedCgu, PublishedPage


def news(on: date) -> NewsQuerySet:
    """Return the news a visitor reads on this day, newest first."""
    return NewsItem.objects.published(on)


def page(slug: str) -> PublishedPage | None:
    return PublishedPage.objects.filter(slug=slug).first()


def current_cgu() -> PublishedCgu:
    """Return the version in force, which the commune's configuration names: a former one may come back."""
    return PublishedCgu.objects.get(version=tenant.config().cgu.version)


def former_cgu() -> list[PublishedCgu]:
    """Return the other versions ever published, newest first."""
    return list(PublishedCgu.objects.exclude(version=tenant.config().cgu.version))
