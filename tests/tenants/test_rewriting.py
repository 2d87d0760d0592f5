"""What older code wrote clear is read as it is, then encrypted by a job, commune by commune."""

import pytest
from django.db import connection

from apps.casework.models import CaseMessage, CaseNote
from apps.documents.models import Document
from tenants import context, rewriting
from tenants.models import Commune
from tenants.tasks import encrypt_late
from tests.factories import CaseMessageFactory, CaseNoteFactory, DocumentFactory

pytestmark = pytest.mark.usefixtures("in_fresnes")


def write_clear(table: str, column: str, text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = %s", [text])


def stored(table: str, column: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} ORDER BY id")
        return [text for (text,) in cursor.fetchall()]


def test_it_is_read_before_and_after_and_nothing_is_left_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rewriting, "ROWS", 2)
    CaseMessageFactory.create_batch(3)
    write_clear("casework_casemessage", "body", "Il est allergique.")
    assert [message.body for message in CaseMessage.objects.all()] == ["Il est allergique."] * 3
    assert rewriting.encrypt_what_is_clear() == 3
    assert [text[:6] for text in stored("casework_casemessage", "body")] == ["gAAAAA"] * 3
    assert [message.body for message in CaseMessage.objects.all()] == ["Il est allergique."] * 3


def test_run_twice_it_finds_nothing_and_leaves_the_empty_empty() -> None:
    DocumentFactory(filename="")
    write_clear("documents_document", "title", "Jugement du divorce")
    encrypt_late.run()
    once = stored("documents_document", "title")
    assert rewriting.encrypt_what_is_clear() == 0
    assert stored("documents_document", "title") == once
    assert stored("documents_document", "filename") == [""]
    assert Document.objects.get().title == "Jugement du divorce"


def test_the_other_communes_are_left_alone(villefranque: Commune) -> None:
    CaseNoteFactory()
    write_clear("casework_casenote", "body", "Vu au guichet.")
    with context.activate(villefranque):
        assert rewriting.encrypt_what_is_clear() == 0
    assert CaseNote.objects.get().body == "Vu au guichet."
    assert stored("casework_casenote", "body") == ["Vu au guichet."]


def test_the_columns_are_those_of_people_s_own_words() -> None:
    assert sorted(f"{model._meta.label}.{field.name}" for model, field in rewriting.late_columns()) == [
        "casework.Case.decision_note",
        "casework.CaseAttachment.verdict_reason",
        "casework.CaseEvent.text",
        "casework.CaseMessage.body",
        "casework.CaseNote.body",
        "casework.InformationRequest.message",
        "casework.InformationRequest.pieces",
        "documents.Document.filename",
        "documents.Document.title",
        "enrolments.Enrolment.reason",
        "messaging.Message.html",
        "messaging.Message.text",
    ]
