from uuid import UUID

from django.db.models import Model

from .models import Document, DocumentQuerySet


def documents_of(user: Model) -> DocumentQuerySet:
    """Return everything this person deposited, newest first."""
    return Document.objects.owned_by(user)


def document_of(user: Model, reference: UUID) -> Document | None:
    """Return the document of this person, or None: a stranger's document does not exist."""
    return Document.objects.owned_by(user).readable().filter(reference=reference).first()
