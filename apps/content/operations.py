from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Model

from apps.audit import operations as audit
from apps.audit.operations import Fact
from communes_config.schema import Cgu, CommuneConfig, NewsSeed, Page
from tenants.first_rows import FirstRows

from .enums import NewsSource
from .errors import CguVersionAlreadyPublished
from .models import NewsItem, PublishedCgu, PublishedPage

PAGE_FIELDS = ("title", "markdown", "published_at")
NEWS_FIELDS = (
    "title",
    "excerpt",
    "markdown",
    "published_on",
    "until",
    "schools",
    "activities",
    "withdrawn_at",
    "source",
)


@transaction.atomic
def publish_configuration(*, config: CommuneConfig, at: datetime) -> None:
    """Publish the texts of a commune's files in the current commune: what is published already is not written again.

    A handful of statements whatever the number of texts. Raises CguVersionAlreadyPublished.
    """
    cgu = PublishedCgu.objects.filter(version=config.cgu.version).first()
    pages = {page.slug: page for page in PublishedPage.objects.all()}
    news = {item.slug: item for item in NewsItem.objects.all()}
    facts = [
        *_publish_cgu(config.cgu, cgu, at),
        *_publish_pages(config.pages, pages, at),
        *_publish_news(config.news, news, at),
    ]
    if facts:
        audit.record_all(facts=facts, actor=None, at=at)


def publish_first_texts(*, config: CommuneConfig, at: datetime, rows: FirstRows) -> None:
    """Add the texts of a newborn commune's files, and the facts of their publication, to its first rows."""
    cgu = rows.add(_cgu(config.cgu, at))
    pages = [rows.add(_page(page, at)) for page in config.pages.values()]
    news = [rows.add(_news_item(seed)) for seed in config.news]
    audit.record_first(facts=[_cgu_fact(cgu), *map(_page_fact, pages), *map(_news_fact, news)], rows=rows, at=at)


def _publish_cgu(cgu: Cgu, published: PublishedCgu | None, at: datetime) -> list[Fact]:
    if published is not None:
        if published.digest != cgu.digest:
            raise CguVersionAlreadyPublished(version=cgu.version)
        return []
    published = _cgu(cgu, at)
    published.save(force_insert=True)
    return [_cgu_fact(published)]


def _publish_pages(pages: Mapping[str, Page], published: Mapping[str, PublishedPage], at: datetime) -> list[Fact]:
    changed = [page for slug, page in pages.items() if slug not in published or not _same(published[slug], page)]
    rows = PublishedPage.objects.bulk_create(
        [_page(page, at) for page in changed],
        update_conflicts=True,
        unique_fields=["slug"],
        update_fields=PAGE_FIELDS,
    )
    facts = [_page_fact(row) for row in rows]
    gone = [page for slug, page in published.items() if slug not in pages]
    facts += [_fact("content.page_withdrawn", page, slug=page.slug) for page in gone]
    if gone:
        PublishedPage.objects.filter(pk__in=[page.pk for page in gone]).delete()
    return facts


def _publish_news(seeds: tuple[NewsSeed, ...], published: Mapping[str, NewsItem], at: datetime) -> list[Fact]:
    """Follow the files for the news that come from them; what an agent wrote is left alone, whatever its slug."""
    rows = NewsItem.objects.bulk_create(
        [_news_item(seed) for seed in seeds if seed.slug not in published or _differs(published[seed.slug], seed)],
        update_conflicts=True,
        unique_fields=["slug"],
        update_fields=NEWS_FIELDS,
    )
    facts = [_news_fact(row) for row in rows]
    wanted = {seed.slug for seed in seeds}
    gone = [
        item
        for slug, item in published.items()
        if slug not in wanted and item.source == NewsSource.CONFIGURATION and item.withdrawn_at is None
    ]
    if gone:
        NewsItem.objects.filter(pk__in=[item.pk for item in gone]).update(withdrawn_at=at)
    return facts + [_fact("content.news_withdrawn", item, slug=item.slug) for item in gone]


def _cgu(cgu: Cgu, at: datetime) -> PublishedCgu:
    return PublishedCgu(
        version=cgu.version,
        published_on=cgu.published_on,
        markdown=cgu.markdown,
        digest=cgu.digest,
        published_at=at,
    )


def _page(page: Page, at: datetime) -> PublishedPage:
    return PublishedPage(slug=page.slug, title=page.title, markdown=page.markdown, published_at=at)


def _news_item(seed: NewsSeed) -> NewsItem:
    return NewsItem(
        slug=seed.slug,
        title=seed.title,
        excerpt=seed.excerpt,
        markdown=seed.body,
        published_on=seed.published_on,
        until=seed.until,
        schools=list(seed.schools),
        activities=list(seed.activities),
        withdrawn_at=None,
        source=NewsSource.CONFIGURATION,
    )


def _same(published: PublishedPage, page: Page) -> bool:
    return (published.title, published.markdown) == (page.title, page.markdown)


def _differs(item: NewsItem, seed: NewsSeed) -> bool:
    if item.source == NewsSource.TOWN_HALL:
        return False
    wanted = _news_item(seed)
    return any(getattr(item, field) != getattr(wanted, field) for field in NEWS_FIELDS)


def _cgu_fact(cgu: PublishedCgu) -> Fact:
    return _fact("content.cgu_published", cgu, version=cgu.version, digest=cgu.digest)


def _page_fact(page: PublishedPage) -> Fact:
    return _fact("content.page_published", page, slug=page.slug)


def _news_fact(item: NewsItem) -> Fact:
    return _fact("content.news_published", item, slug=item.slug)


def _fact(action: str, subject: Model, **data: str) -> Fact:
    return Fact(action=action, subject=subject, data=data)
