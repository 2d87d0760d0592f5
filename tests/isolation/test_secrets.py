"""What is encrypted for one commune cannot be read by another, be the row in its own table."""

import pytest
from django.db import connection, transaction

from apps.casework.models import Case
from apps.families.models import BenefitRecord
from tenants import context, encryption
from tenants.encryption import EncryptedJSONField, EncryptedTextField, Unreadable
from tenants.models import Commune
from tests.factories import BenefitRecordFactory, CaseFactory, HouseholdFactory, factory_of
from tests.isolation.test_models import MODELS

from .standing import unprotected

ENCRYPTED = [
    (model, field) for model in MODELS for field in model._meta.get_fields() if isinstance(field, EncryptedTextField)
]


def test_what_one_commune_encrypts_another_cannot_read(fresnes: Commune, villefranque: Commune) -> None:
    with context.activate(fresnes):
        token = encryption.encrypt("1234567")
        assert encryption.decrypt(token) == "1234567"
    with context.activate(villefranque), pytest.raises(Unreadable):
        encryption.decrypt(token)


def test_negative_control_with_one_key_for_all_it_could(
    fresnes: Commune, villefranque: Commune, monkeypatch: pytest.MonkeyPatch
) -> None:
    one_for_all = encryption._cipher_of(("only-for-the-tests",), "everybody")
    monkeypatch.setattr(encryption, "_cipher_of", lambda _secrets, _slug: one_for_all)
    with context.activate(fresnes):
        token = encryption.encrypt("1234567")
    with context.activate(villefranque):
        assert encryption.decrypt(token) == "1234567"


@pytest.mark.parametrize(("model", "field"), ENCRYPTED, ids=lambda part: getattr(part, "__name__", None) or part.name)
def test_an_encrypted_column_moved_to_another_commune_cannot_be_read(
    model: type, field: EncryptedTextField, fresnes: Commune, villefranque: Commune
) -> None:
    said = "Dit en confiance."
    written = {field.name: {"said": said} if isinstance(field, EncryptedJSONField) else said}
    with context.activate(fresnes):
        source = factory_of(model)(**written)
    with context.activate(villefranque):
        target = factory_of(model)(**written)
    table, column = model._meta.db_table, field.column
    with unprotected(villefranque), connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {column} = (SELECT {column} FROM c_fresnes.{table} WHERE id = %s) WHERE id = %s",
            [source.pk, target.pk],
        )
    with context.activate(villefranque), pytest.raises(Unreadable):
        model.objects.get(pk=target.pk)


def test_the_columns_that_must_be_encrypted_are() -> None:
    assert {f"{model._meta.label}.{field.name}" for model, field in ENCRYPTED} >= {
        "casework.Case.payload",
        "casework.Case.decision_note",
        "casework.CaseAttachment.verdict_reason",
        "casework.CaseEvent.text",
        "casework.CaseMessage.body",
        "casework.CaseNote.body",
        "casework.InformationRequest.message",
        "documents.Document.filename",
        "documents.Document.title",
        "messaging.Message.html",
        "messaging.Message.text",
        "families.BenefitRecord.number",
        "families.BenefitRecord.scheme",
        "families.BenefitRecord.body",
        "families.FamilyQuotient.value",
        "families.FamilyQuotient.source",
    }


def test_nobody_reads_or_writes_them_without_a_commune(fresnes: Commune) -> None:
    with context.activate(fresnes):
        HouseholdFactory()
        BenefitRecordFactory(number="7654321")
    with unprotected(fresnes), pytest.raises(context.NoCommuneActive), transaction.atomic():
        BenefitRecord.objects.get()


def test_a_dump_of_the_database_shows_neither_number_nor_request(fresnes: Commune) -> None:
    with context.activate(fresnes):
        BenefitRecordFactory(number="7654321")
        CaseFactory(payload={"children": [{"first_names": "Léonie-Secrète"}]})
        assert Case.objects.get().payload == {"children": [{"first_names": "Léonie-Secrète"}]}
    with unprotected(fresnes), connection.cursor() as cursor:
        cursor.execute("SELECT benefit::text, case_::text FROM families_benefitrecord benefit, casework_case case_")
        stored = " ".join(cursor.fetchone())
    assert [word for word in ("7654321", "Léonie", "children") if word in stored] == []
