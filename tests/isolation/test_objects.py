"""Stored files: every key begins with its commune, and no other commune can name it."""

from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from apps.accounts.models import User
from apps.documents.errors import ForeignObject
from apps.documents.models import Document
from apps.documents.operations import deposit, open_document
from apps.documents.storage import default_storage
from tenants import context
from tenants.models import Commune
from tests.factories import AgentFactory, CaseAttachmentFactory, CaseFactory, DocumentFactory
from tests.guards import GuardedClient
from tests.instants import MONDAY_MORNING

from .browsers import inhabitant, signed_in, twin

PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture(autouse=True)
def _folder(settings: object, tmp_path: Path) -> None:
    settings.DOCUMENTS_FOLDER = tmp_path


def _deposit(commune: Commune, owner: User) -> Document:
    with context.activate(commune):
        file = SimpleUploadedFile("facture.pdf", PDF)
        return deposit(owner=owner, file=file, kind="proof", title="Facture", at=MONDAY_MORNING)


def _download(client: GuardedClient, address: str) -> tuple[int, bytes]:
    response = client.get(address, follow=True)
    return response.status_code, b"".join(response)


class TestStorage:
    @pytest.mark.parametrize("verb", ["open", "exists", "delete"])
    def test_refuses_the_key_of_another_commune(self, verb: str, fresnes: Commune, villefranque: Commune) -> None:
        document = _deposit(fresnes, inhabitant(fresnes))
        with context.activate(villefranque), pytest.raises(ForeignObject):
            getattr(default_storage(), verb)(document.key)
        with context.activate(fresnes):
            assert default_storage().exists(document.key)

    def test_refuses_to_write_in_another_commune(self, fresnes: Commune, villefranque: Commune) -> None:
        with context.activate(fresnes):
            key = default_storage().new_key()
        with context.activate(villefranque), pytest.raises(ForeignObject):
            default_storage().save(key, ContentFile(PDF))

    @pytest.mark.parametrize(
        "key", ["villefranque/../fresnes/{}", "villefranque/{}/../../fresnes/{}", "/fresnes/{}", "{}", "fresnes-bis/{}"]
    )
    def test_refuses_a_key_that_climbs_out(self, key: str, villefranque: Commune) -> None:
        with context.activate(villefranque), pytest.raises(ForeignObject):
            default_storage().open(key.replace("{}", str(uuid4())))

    def test_negative_control_below_the_seam_any_key_is_read(self, fresnes: Commune, villefranque: Commune) -> None:
        document = _deposit(fresnes, inhabitant(fresnes))
        with context.activate(villefranque):
            with default_storage()._backend.open(document.key) as stolen:
                assert stolen.read() == PDF

    def test_a_row_that_names_the_object_of_another_commune_opens_nothing(
        self, fresnes: Commune, villefranque: Commune
    ) -> None:
        stolen = _deposit(fresnes, inhabitant(fresnes)).key
        with context.activate(villefranque), pytest.raises(ForeignObject):
            open_document(DocumentFactory(key=stolen))


class TestAddresses:
    def test_a_document_has_no_address_in_another_commune(self, fresnes: Commune, villefranque: Commune) -> None:
        owner = inhabitant(fresnes)
        stranger = twin(owner, villefranque)
        address = reverse("portal:document-file", args=[_deposit(fresnes, owner).reference])
        assert _download(signed_in(fresnes, owner), address) == (200, PDF)
        assert signed_in(villefranque, stranger).get(address).status_code == 404

    def test_negative_control_a_document_of_the_twin_has_one(self, villefranque: Commune) -> None:
        owner = inhabitant(villefranque)
        address = reverse("portal:document-file", args=[_deposit(villefranque, owner).reference])
        assert _download(signed_in(villefranque, owner), address) == (200, PDF)

    def test_a_piece_of_a_case_has_no_address_in_another_commune(self, fresnes: Commune, villefranque: Commune) -> None:
        owner = inhabitant(fresnes)
        document = _deposit(fresnes, owner)
        with context.activate(fresnes):
            case = CaseFactory(filed=True, requester=owner)
            piece = CaseAttachmentFactory(case=case, document=document)
            agent = AgentFactory(username="agente")
        with context.activate(villefranque):
            colleague = AgentFactory(pk=agent.pk, username="agente")
        address = reverse("backoffice:case-document", args=[case.number, piece.pk])
        assert _download(signed_in(fresnes, agent), address) == (200, PDF)
        assert signed_in(villefranque, colleague).get(address).status_code == 404
