from datetime import date

import factory
from factory.django import DjangoModelFactory

from apps.accounts.secrets import digest
from apps.content.models import NewsItem, PublishedCgu, PublishedPage
from tests.instants import MONDAY_MORNING


class NewsItemFactory(DjangoModelFactory):
    class Meta:
        model = NewsItem

    slug = factory.Sequence(lambda n: f"inscriptions-{n}")
    title = "Les inscriptions ouvrent lundi"
    excerpt = "La rentrée se prépare dès maintenant."
    markdown = "Les inscriptions ouvrent lundi."
    published_on = date(2026, 3, 2)


class PublishedPageFactory(DjangoModelFactory):
    class Meta:
        model = PublishedPage

    slug = factory.Sequence(lambda n: f"page-{n}")
    title = "Mentions légales"
    markdown = "Le directeur de la publication est le maire."
    published_at = MONDAY_MORNING


class PublishedCguFactory(DjangoModelFactory):
    class Meta:
        model = PublishedCgu

    version = factory.Sequence(lambda n: f"essai-{n}")
    published_on = date(2026, 3, 2)
    markdown = "Article 1."
    digest = factory.LazyAttribute(lambda cgu: digest(cgu.markdown))
    published_at = MONDAY_MORNING
