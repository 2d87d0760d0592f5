"""Health, judgments and income: the bytes are sealed once looked at, and read by whoever has the right."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.documents.operations import deposit, open_document, opened_by_link, signed_link
from apps.documents.storage import default_storage
from tenants import context
from tests.apps.documents.files import pdf
from tests.factories import UserFactory
from tests.instants import MONDAY_MORNING

pytestmark = pytest.mark.usefixtures("in_fresnes")
PAPER = pdf("Allergie aux arachides")


def given(kind: str):
    file = SimpleUploadedFile("papier.pdf", PAPER)
    return deposit(owner=UserFactory(), file=file, kind=kind, title="Papier", at=MONDAY_MORNING)


@pytest.mark.parametrize(
    ("kind", "sealed"),
    [
        ("carnet-vaccination", True),
        ("protocole-pai", True),
        ("jugement", True),
        ("avis-imposition", True),
        ("attestation-quotient-familial", True),
        ("livret-de-famille", False),
        ("autre", False),
    ],
)
def test_each_kind_says_whether_it_is(kind, sealed):
    document = given(kind)
    with default_storage()._backend.open(document.key, "rb") as stored:
        assert (document.sealed, stored.read(5) == b"%PDF-") == (sealed, not sealed)
    with open_document(document) as content:
        assert content.read() == PAPER
    assert document.size == len(PAPER)


def test_the_kinds_of_every_commune_are_known_sensitive():
    kinds = {slug for slug, kind in context.config().documents.items() if kind.is_sensitive}
    assert {"jugement", "avis-imposition", "attestation-quotient-familial", "carnet-vaccination"} <= kinds


def test_the_store_is_never_asked_to_give_it_by_itself(monkeypatch):
    """A direct address would give bytes that nobody reads: the service opens them."""
    asked = []
    monkeypatch.setattr("apps.documents.storage.CommuneStorage.address", lambda *a, **k: asked.append(k) or "")
    document = given("jugement")
    link = signed_link(document=document, by=document.owner, session_key="s", at=MONDAY_MORNING, again="/")
    token = link.rstrip("/").rpartition("/")[2]
    served = opened_by_link(token=token, by=document.owner, session_key="s", at=MONDAY_MORNING + timedelta(minutes=1))
    assert (BytesIO(served.content.read()).getvalue(), asked) == (PAPER, [])
