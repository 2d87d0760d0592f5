import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from tenants.encryption import EncryptedTextField

from .enums import DocumentState


class DocumentQuerySet(models.QuerySet["Document"]):
    def owned_by(self, user: models.Model) -> Self:
        """Keep what this person has in their own space."""
        return self.filter(owner=user).in_vault()

    def in_vault(self) -> Self:
        return self.filter(left_vault_at=None, erased_at=None)

    def kept(self) -> Self:
        return self.filter(erased_at=None)

    def readable(self) -> Self:
        return self.kept().exclude(state=DocumentState.INFECTED)


class Document(models.Model):
    """One file somebody deposited; its bytes are in the storage under `key`, its name is only a label.

    From `erased_at` on nobody reads it. Its bytes go next (`stored` says whether they are still there), and the row
    last: only a row that a case names stays, as the trace of what was sent.
    """

    reference = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="documents",
    )
    kind = models.SlugField(max_length=60)
    title = EncryptedTextField(was_clear=True)
    filename = EncryptedTextField(was_clear=True)
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
    expires_on = models.DateField(null=True, blank=True)  # the last day printed on it, where its kind asks for it
    reminded_of = models.DateField(null=True, blank=True)  # the last day its owner was told about
    created_at = models.DateTimeField()
    left_vault_at = models.DateTimeField(null=True, blank=True)  # only the cases it was sent with keep it
    erased_at = models.DateTimeField(null=True, blank=True)
    stored = models.BooleanField(default=True, db_default=True)
    sealed = models.BooleanField(default=False, db_default=False)  # the store holds bytes that only the service reads

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in DocumentState]),
                name="document_state_is_known",
            ),
            models.CheckConstraint(condition=Q(size__gt=0), name="document_is_not_empty"),
            models.CheckConstraint(
                condition=Q(stored=True) | Q(erased_at__isnull=False), name="document_bytes_go_once_it_is_erased"
            ),
        ]
        indexes = [
            models.Index(
                fields=["erased_at"], condition=Q(erased_at__isnull=False, stored=True), name="document_leaving"
            ),
        ]

    def __str__(self) -> str:
        return self.title
