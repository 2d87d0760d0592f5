import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError

from apps.enrolments.enums import EnrolmentStatus
from apps.enrolments.models import Enrolment
from apps.families.models import BenefitRecord
from tenants import context, encryption
from tenants.encryption import Unreadable
from tenants.errors import NoCommuneActive
from tests.factories import EnrolmentFactory


@pytest.mark.parametrize("text", ["7654321A", "é à ç ✓", "x" * 10_000])
def test_what_is_encrypted_is_read_back(in_fresnes, text):
    token = encryption.encrypt(text)
    assert text not in token
    assert encryption.decrypt(token) == text


def test_the_same_text_is_never_written_twice_alike(in_fresnes):
    assert encryption.encrypt("7654321A") != encryption.encrypt("7654321A")


def test_another_commune_cannot_read_it(in_fresnes, carbon_blanc):
    token = encryption.encrypt("7654321A")
    with context.activate(carbon_blanc), pytest.raises(Unreadable):
        encryption.decrypt(token)


def test_outside_every_commune_nothing_is_encrypted(db):
    with pytest.raises(NoCommuneActive):
        encryption.encrypt("7654321A")


def test_a_new_secret_in_front_writes_and_the_old_one_still_reads(in_fresnes, settings):
    old = encryption.encrypt("7654321A")
    settings.ENCRYPTION_SECRETS = ["newer", *settings.ENCRYPTION_SECRETS]
    new = encryption.encrypt("7654321A")
    assert (encryption.decrypt(old), encryption.decrypt(new)) == ("7654321A", "7654321A")
    settings.ENCRYPTION_SECRETS = ["newer"]
    assert encryption.decrypt(new) == "7654321A"
    with pytest.raises(Unreadable):
        encryption.decrypt(old)


@pytest.mark.parametrize(
    "token",
    ["", "7654321A", Fernet(Fernet.generate_key()).encrypt(b"x").decode()],
    ids=["nothing", "clear text", "another key"],
)
def test_what_was_not_encrypted_here_is_unreadable(in_fresnes, token):
    with pytest.raises(Unreadable):
        encryption.decrypt(token)


def test_without_a_secret_nothing_is_encrypted(in_fresnes, settings):
    settings.ENCRYPTION_SECRETS = []
    with pytest.raises(ImproperlyConfigured):
        encryption.encrypt("7654321A")


def test_each_purpose_has_its_own_key(in_fresnes):
    assert encryption.derived_keys("one") != encryption.derived_keys("another")
    assert [len(key) for key in encryption.derived_keys("one")] == [32]


def test_an_encrypted_field_cannot_be_searched(in_fresnes):
    with pytest.raises(TypeError, match="number is encrypted"):
        BenefitRecord.objects.filter(number="7654321A").exists()


def test_whether_an_encrypted_field_says_something_can_be_asked(in_fresnes):
    EnrolmentFactory(reason="Complet.")
    EnrolmentFactory()
    assert [Enrolment.objects.filter(reason__blank=blank).count() for blank in (True, False)] == [1, 1]


def test_a_refusal_that_says_nothing_is_refused_by_the_database(in_fresnes):
    EnrolmentFactory(status=EnrolmentStatus.REFUSED, reason="Complet.")
    with pytest.raises(IntegrityError, match="enrolment_refusal_has_a_reason"):
        EnrolmentFactory(status=EnrolmentStatus.REFUSED, reason="")
