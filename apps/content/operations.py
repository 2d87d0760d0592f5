from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Model

from apps.audit import operations as audit
from communes_config.schema import Cgu, CommuneConfig, NewsSeed, Page

from .enums import NewsSource
from .errors import CguVersionAlreadyPublished
from .markdown import render
from .models import NewsItem, PublishedCgu, PublishedPage


@transaction.atomic
def publish_configuration(*, config: CommuneConfig, at: datetime) -> None:
    """Publish the texts of a commune's files in the current commune: what is published already is not written again.

    Raises CguVersionAlreadyPublished.
    """
    _publish_cgu(config.cgu, at)
    _publish_pages(config.pages, at)
    _publish_news(config.news, at)


def _publish_cgu(cgu: Cgu, at: datetime) -> None:
    published = PublishedCgu.objects.filter(version=cgu.version).first()
    if published is None:
        published = PublishedCgu.objects.create(
            version=cgu.version,
            published_on=cgu.published_on,
            markdown=cgu.markdown,
            html=render(cgu.markdown),
            digest=cgu.digest,
            published_at=at,
        )
        _record("content.cgu_published", published, at, version=cgu.version, digest=cgu.digest)
    elif published.digest != cgu.digest:
        raise CguVersionAlreadyPublished(version=cgu.version)


def _publish_pages(pages: Mapping[str, Page], at: datetime) -> None:
    published = {page.slug: page for page in PublishedPage.objects.all()}
    for slug, page in pages.items():
        known = published.pop(slug, None)
        if known and (known.title, known.markdown) == (page.title, page.markdown):
            continue
        row, _created = PublishedPage.objects.update_or_create(
            slug=slug,
            defaults={
                "title": page.title,
                "markdown": page.markdown,
                "html": render(page.markdown),
                "published_at": at,
            },
        )
        _record("content.page_published", row, at, slug=slug)
    for gone in published.values():
        _record("content.page_withdrawn", gone, at, slug=gone.slug)
        gone.delete()


def _publish_news(seeds: tuple[NewsSeed, ...], at: datetime) -> None:
    """Follow the files for the news that come from them; what an agent wrote is left alone, whatever its slug."""
    published = {item.slug: item for item in NewsItem.objects.all()}
    for seed in seeds:
        known = published.pop(seed.slug, None)
        if known and (known.source == NewsSource.TOWN_HALL or _says(known, seed)):
            continue
        row, _created = NewsItem.objects.update_or_create(
            slug=seed.slug,
            defaults={
                "title": seed.title,
                "excerpt": seed.excerpt,
                "markdown": seed.body,
                "html": render(seed.body),
                "published_on": seed.published_on,
                "withdrawn_at": None,
                "source": NewsSource.CONFIGURATION,
            },
        )
        _record("content.news_published", row, at, slug=seed.slug)
    for gone in published.values():
        if gone.source == NewsSource.CONFIGURATION and gone.withdrawn_at is None:
            gone.withdrawn_at = at
            gone.save(update_fields=["withdrawn_at"])
            _record("content.news_withdrawn", gone, at, slug=gone.slug)


def _says(item: NewsItem, seed: NewsSeed) -> bool:
    return item.withdrawn_at is None and (item.title, item.excerpt, item.markdown, item.published_on) == (
        seed.title,
        seed.excerpt,
        seed.body,
        seed.published_on,
    )


def _record(action: str, subject: Model, at: datetime, **data: str) -> None:
    audit.record(action=action, actor=None, subject=subject, data=data, at=at)
