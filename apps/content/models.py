from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.safestring import SafeString

from .enums import NewsSource
from .markdown import render


class NewsQuerySet(models.QuerySet["NewsItem"]):
    def published(self, on: date) -> Self:
        return self.filter(published_on__lte=on, withdrawn_at__isnull=True)


class NewsItem(models.Model):
    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    excerpt = models.CharField(max_length=400)
    markdown = models.TextField()
    published_on = models.DateField()
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
