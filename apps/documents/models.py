import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from .enums import DocumentState


class DocumentQuerySet(models.QuerySet["Document"]):
    def owned_by(self, user: models.Model) -> Self:
        return self.filter(owner=user)

    def readable(self) -> Self:
        return self.exclude(state=DocumentState.INFECTED)


class Document(models.Model):
    """One file somebody deposited; its bytes are in the storage under `key`, its name is only a label."""

    reference = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="documents",
    )
    kind = models.SlugField(max_length=60)
    title = models.CharField(max_length=200)
    filename = models.CharField(max_length=200)
    key = models.CharField(max_length=120, unique=True)
    content_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(
        max_length=12,
        choices=[(state.value, state.value) for state in DocumentState],
        default=DocumentState.NOT_SCANNED.value,
    )
    issued_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField()

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in DocumentState]),
                name="document_state_is_known",
            ),
            models.CheckConstraint(condition=Q(size__gt=0), name="document_is_not_empty"),
        ]

    def __str__(self) -> str:
        return self.title
