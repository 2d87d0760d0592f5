import uuid

import factory
from factory.django import DjangoModelFactory

from apps.documents.models import Document
from tenants.storage import prefix
from tests.instants import MONDAY_MORNING

from .accounts import UserFactory


class DocumentFactory(DjangoModelFactory):
    """The row of a document, without its bytes; `documents.operations.deposit` stores both."""

    class Meta:
        model = Document

    reference = factory.LazyFunction(uuid.uuid4)
    owner = factory.SubFactory(UserFactory)
    kind = "justificatif-de-domicile"
    title = "Facture d’électricité"
    filename = "facture.pdf"
    key = factory.LazyAttribute(lambda document: f"{prefix()}{document.reference}")
    content_type = "application/pdf"
    size = 1024
    sha256 = "0" * 64
    created_at = MONDAY_MORNING
