from collections.abc import Collection
from datetime import date
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.safestring import SafeString

from .enums import NewsSource
from .markdown import render


class NewsQuerySet(models.QuerySet["NewsItem"]):
    def published(self, on: date) -> Self:
        over = Q(until__lt=on)
        return self.filter(~over, published_on__lte=on, withdrawn_at__isnull=True)

    def concerning(self, *, schools: Collection[str], activities: Collection[str]) -> Self:
        """Keep what is said to everybody, and what is said to one of these schools or activities, by their slugs."""
        everybody = Q(schools=[], activities=[])
        return self.filter(everybody | Q(schools__overlap=list(schools)) | Q(activities__overlap=list(activities)))


class NewsItem(models.Model):
    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    excerpt = models.CharField(max_length=400)
    markdown = models.TextField()
    published_on = models.DateField()
    until = models.DateField(null=True, blank=True)
    schools = ArrayField(models.SlugField(max_length=41), default=list, db_default=[], blank=True)
    activities = ArrayField(models.SlugField(max_length=41), default=list, db_default=[], blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    source = models.CharField(
        max_length=15,
        choices=[(source.value, source.value) for source in NewsSource],
        default=NewsSource.TOWN_HALL,
    )

    objects = NewsQuerySet.as_manager()

    class Meta:
        ordering = ("-published_on", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(source__in=[source.value for source in NewsSource]),
                name="news_source_is_known",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def html(self) -> SafeString:
        return render(self.markdown)


class PublishedPage(models.Model):
    """A page of the commune as it is read today: legal notice, personal data, accessibility…"""

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    markdown = models.TextField()
    published_at = models.DateTimeField()

    class Meta:
        ordering = ("slug",)

    def __str__(self) -> str:
        return self.title

    @property
    def html(self) -> SafeString:
        return render(self.markdown)


class PublishedCgu(models.Model):
    """One version of the terms of use. The database refuses to change or delete it: people accepted this very text."""

    version = models.CharField(max_length=40, unique=True)
    published_on = models.DateField()
    markdown = models.TextField()
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField()

    class Meta:
        ordering = ("-published_at", "-pk")

    def __str__(self) -> str:
        return self.version

    @property
    def html(self) -> SafeString:
        return render(self.markdown)
