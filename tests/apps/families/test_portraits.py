"""The photo of somebody: small, sealed, and gone with what it is the photo of."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from PIL import Image

from apps.accounts.errors import PhotoUnreadable
from apps.audit.models import Event
from apps.documents import operations as documents
from apps.documents.storage import default_storage
from apps.families import operations, queries
from apps.families.models import Portrait
from apps.families.operations.people import absorb
from tests.apps.accounts.people import citizen
from tests.apps.documents.files import photo
from tests.factories import ContactFactory, HouseholdFactory, PersonFactory, PortraitFactory

AT = datetime(2026, 3, 12, 11, 0, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("in_fresnes")


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path: Path) -> Path:
    settings.DOCUMENTS_FOLDER = tmp_path
    return tmp_path


@pytest.fixture
def parent():
    return citizen()


@pytest.fixture
def child():
    return PersonFactory(child=True)


def given(of, by, colour="red"):
    return operations.set_portrait(of=of, content=photo(colour), by=by, at=AT)


def objects():
    return sorted(default_storage().keys())


def actions():
    return list(Event.objects.filter(action__contains="portrait").order_by("pk").values_list("action", flat=True))


def test_it_is_a_small_square_that_only_the_service_reads(child, parent, tmp_path):
    portrait = given(child, parent)
    with Image.open(BytesIO(queries.portrait_bytes(child))) as image:
        assert (image.format, image.size, dict(image.getexif())) == ("JPEG", (480, 480), {})
    assert not (tmp_path / portrait.key).read_bytes().startswith(b"\xff\xd8")
    assert (portrait.added_by, portrait.added_at, actions()) == (parent, AT, ["families.portrait_set"])


def test_another_takes_its_place(child, parent, django_capture_on_commit_callbacks):
    former = given(child, parent)
    with django_capture_on_commit_callbacks(execute=True):
        portrait = given(child, parent, "blue")
    assert objects() == [portrait.key] != [former.key]
    assert list(Portrait.objects.all()) == [portrait]


def test_what_is_no_photo_changes_nothing(child, parent):
    portrait = given(child, parent)
    with pytest.raises(PhotoUnreadable):
        operations.set_portrait(of=child, content=b"%PDF-1.7", by=parent, at=AT)
    assert objects() == [portrait.key]


def test_it_is_removed_once(child, parent, django_capture_on_commit_callbacks):
    given(child, parent)
    with django_capture_on_commit_callbacks(execute=True):
        operations.remove_portrait(of=child, by=parent, at=AT)
        operations.remove_portrait(of=child, by=parent, at=AT)
    assert (objects(), queries.has_portrait(child), queries.portrait_bytes(child)) == ([], False, None)
    assert actions() == ["families.portrait_set", "families.portrait_removed"]


def test_it_goes_with_the_contact(parent, django_capture_on_commit_callbacks):
    contact = ContactFactory()
    given(contact, parent)
    with django_capture_on_commit_callbacks(execute=True):
        operations.remove_contact(contact=contact, by=parent, at=AT)
    assert (objects(), Portrait.objects.count()) == ([], 0)


class TestOnePersonOfTwo:
    def test_the_only_photo_passes_over(self, child, parent):
        other = PersonFactory(child=True)
        portrait = given(other, parent)
        absorb(kept=child, other=other, at=AT)
        portrait.refresh_from_db()
        assert portrait.person == child

    def test_the_photo_of_the_kept_one_stays(self, child, parent, django_capture_on_commit_callbacks):
        other = PersonFactory(child=True)
        kept = given(child, parent)
        given(other, parent, "blue")
        with django_capture_on_commit_callbacks(execute=True):
            absorb(kept=child, other=other, at=AT)
        assert (list(Portrait.objects.all()), objects()) == ([kept], [kept.key])


def test_the_sweep_of_the_store_spares_it(child, parent):
    portrait = given(child, parent)
    lost = default_storage().new_key()
    default_storage().save(lost, BytesIO(b"lost"))
    assert documents.forget_orphans(at=datetime.now(tz=UTC) + timedelta(days=2)) == 1
    assert objects() == [portrait.key]


def test_it_is_of_one_person_or_of_one_contact():
    for whose in ({"person": None}, {"contact": ContactFactory()}):
        with pytest.raises(IntegrityError, match="portrait_is_of_a_person_or_of_a_contact"), transaction.atomic():
            PortraitFactory(**whose)


def test_a_household_is_read_in_two_queries(django_assert_num_queries):
    home = HouseholdFactory()
    contacts = [ContactFactory(household=home) for _one in range(3)]
    for contact in contacts:
        PortraitFactory(person=None, contact=contact)
    PortraitFactory(person=None, contact=ContactFactory())
    with django_assert_num_queries(2):
        found = queries.portraits_of(home)
    assert (found.contacts, found.persons) == ({contact.pk for contact in contacts}, frozenset())
    assert (found.children_asked, found.adults_asked, found.contacts_asked) == (True, False, True)
