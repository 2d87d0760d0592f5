"""One contract for every place that keeps the documents: a folder, and two S3 servers."""

from datetime import timedelta
from io import BytesIO
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import boto3
import pytest
from botocore.exceptions import ClientError
from django.core.files.base import ContentFile
from django.utils import timezone

from apps.documents.errors import ForeignObject
from apps.documents.storage import default_storage
from tenants import context
from tenants.encryption import Unreadable

from . import peers


@pytest.fixture(scope="module")
def rclone_url(tmp_path_factory):
    with peers.rclone(tmp_path_factory.mktemp("rclone")) as url:
        yield url


@pytest.fixture(scope="module")
def moto_url():
    with peers.moto() as url:
        yield url


@pytest.fixture
def credentials(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", peers.ACCESS_KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", peers.SECRET_KEY)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-3")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.fixture(params=["folder", "rclone", "moto"])
def storage(request, in_fresnes, settings):
    if request.param == "folder":
        return default_storage()
    request.getfixturevalue("credentials")
    settings.DOCUMENTS_BUCKET = peers.BUCKET
    settings.DOCUMENTS_ENDPOINT = request.getfixturevalue(f"{request.param}_url")
    if request.param == "moto":
        boto3.client("s3", endpoint_url=settings.DOCUMENTS_ENDPOINT).create_bucket(
            Bucket=peers.BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-3"}
        )
    return default_storage()


@pytest.fixture(autouse=True)
def _an_empty_moto(request):
    yield
    if "moto" in request.node.name:
        client = boto3.client("s3", endpoint_url=request.getfixturevalue("moto_url"))
        for item in client.list_objects_v2(Bucket=peers.BUCKET).get("Contents", []):
            client.delete_object(Bucket=peers.BUCKET, Key=item["Key"])
        client.delete_bucket(Bucket=peers.BUCKET)


def read(storage, key):
    with storage.open(key) as file:
        return file.read()


def test_what_was_saved_is_read_back(storage):
    key = storage.new_key()

    storage.save(key, BytesIO(b"%PDF-1.7 \x00\xff"))

    assert storage.exists(key)
    assert read(storage, key) == b"%PDF-1.7 \x00\xff"


def test_a_file_that_was_read_already_is_saved_from_its_start(storage):
    key = storage.new_key()
    content = BytesIO(b"facture")
    content.read()

    storage.save(key, content)

    assert read(storage, key) == b"facture"


def test_a_large_file_is_read_back_whole(storage):
    key = storage.new_key()
    content = bytes(range(256)) * 40_000  # ten megabytes: more than one part

    storage.save(key, BytesIO(content))

    assert read(storage, key) == content


def test_a_deleted_object_is_gone_and_may_be_deleted_again(storage):
    key = storage.new_key()
    storage.save(key, BytesIO(b"facture"))

    storage.delete(key)
    storage.delete(key)

    assert not storage.exists(key)
    with pytest.raises(FileNotFoundError):
        storage.open(key)


def test_the_objects_of_the_commune_are_listed_with_their_age(storage, villefranque):
    before = timezone.now() - timedelta(seconds=5)  # S3 counts in whole seconds
    mine = sorted([storage.new_key(), storage.new_key()])
    for key in mine:
        storage.save(key, BytesIO(b"facture"))
    with context.activate(villefranque):
        theirs = storage.new_key()
        storage.save(theirs, BytesIO(b"secret"))

    listed = set(storage.keys())
    assert listed & {*mine, theirs} == set(mine)
    assert before < storage.saved_at(mine[0]) < timezone.now() + timedelta(seconds=5)


def test_a_commune_that_leaves_takes_its_objects_and_no_other(storage, villefranque):
    storage.save(storage.new_key(), BytesIO(b"facture"))
    with context.activate(villefranque):
        theirs = storage.new_key()
        storage.save(theirs, BytesIO(b"secret"))

    storage.clear()

    assert list(storage.keys()) == []
    with context.activate(villefranque):
        assert read(storage, theirs) == b"secret"


def test_a_commune_without_object_has_none(storage):
    storage.clear()

    assert list(storage.keys()) == []


def test_keys_start_with_the_commune_and_never_repeat(storage):
    first, second = storage.new_key(), storage.new_key()

    assert first.startswith("fresnes/")
    assert first != second


@pytest.mark.parametrize("action", ["open", "exists", "delete"])
def test_the_key_of_another_commune_is_refused(storage, villefranque, action):
    with context.activate(villefranque):
        theirs = storage.new_key()
        storage.save(theirs, BytesIO(b"secret"))

    with pytest.raises(ForeignObject):
        getattr(storage, action)(theirs)
    with pytest.raises(ForeignObject):
        storage.save(theirs, BytesIO(b"mine now"))
    assert storage._backend.exists(theirs)  # what is behind the door would have answered

    with context.activate(villefranque):
        assert read(storage, theirs) == b"secret"


@pytest.mark.parametrize(
    "key",
    [
        "",
        "fresnes",
        "fresnes/",
        "fresnes/facture.pdf",
        "fresnes/../villefranque/0b0c1d2e-0000-4000-8000-000000000000",
        "fresnes/0b0c1d2e-0000-4000-8000-000000000000/..",
        "fresnes/0b0c1d2e-0000-4000-8000-000000000000\n",
        "/etc/passwd",
    ],
)
def test_what_is_not_a_key_is_refused(in_fresnes, key):
    with pytest.raises(ForeignObject):
        default_storage().open(key)


def test_without_a_commune_there_is_no_storage(db):
    from tenants.errors import NoCommuneActive

    with pytest.raises(NoCommuneActive):
        default_storage().new_key()


class TestAddress:
    """Where the store itself gives an object: a bucket for a minute, a folder never."""

    NAME, TYPE = "facture d’eau.pdf", "application/pdf"

    @pytest.fixture
    def key(self, storage):
        key = storage.new_key()
        storage.save(key, BytesIO(b"%PDF-1.7"))
        return key

    def test_a_folder_has_none_and_a_bucket_gives_a_file_to_keep(self, storage, key, settings):
        address = storage.address(key, filename=self.NAME, content_type=self.TYPE)
        if not settings.DOCUMENTS_BUCKET:
            assert address == ""
            return
        with urlopen(address, timeout=10) as answer:
            assert answer.read() == b"%PDF-1.7"
            assert answer.headers["Content-Type"] == self.TYPE
            assert answer.headers["Content-Disposition"] == "attachment; filename*=utf-8''facture%20d%E2%80%99eau.pdf"
        assert parse_qs(urlsplit(address).query)["X-Amz-Expires"] == ["60"]

    def test_the_key_of_another_commune_has_none(self, storage, villefranque):
        with context.activate(villefranque):
            theirs = storage.new_key()

        with pytest.raises(ForeignObject):
            storage.address(theirs, filename=self.NAME, content_type=self.TYPE)

    def test_an_operator_may_have_the_application_read_the_bucket(self, storage, key, settings):
        settings.DOCUMENTS_DIRECT_LINKS = False

        assert default_storage().address(key, filename=self.NAME, content_type=self.TYPE) == ""

    def test_an_address_of_the_bucket_is_worth_nothing_once_changed(
        self, in_fresnes, settings, credentials, rclone_url
    ):
        settings.DOCUMENTS_BUCKET, settings.DOCUMENTS_ENDPOINT = peers.BUCKET, rclone_url
        mine, other = default_storage().new_key(), default_storage().new_key()
        for key in (mine, other):
            default_storage().save(key, BytesIO(b"secret"))
        address = default_storage().address(mine, filename=self.NAME, content_type=self.TYPE)

        with pytest.raises(HTTPError, match="403"):
            urlopen(address.replace(mine, other), timeout=10)

    def test_browsers_reach_the_bucket_where_the_settings_say(self, in_fresnes, settings, credentials, rclone_url):
        settings.DOCUMENTS_BUCKET, settings.DOCUMENTS_ENDPOINT = peers.BUCKET, rclone_url
        settings.DOCUMENTS_PUBLIC_ENDPOINT = "https://documents.exemple.fr"
        key = default_storage().new_key()

        address = default_storage().address(key, filename=self.NAME, content_type=self.TYPE)
        assert address.startswith(f"https://documents.exemple.fr/{peers.BUCKET}/{key}?")


def test_only_the_service_reads_the_folder(in_fresnes, settings):
    storage = default_storage()
    key = storage.new_key()

    storage.save(key, BytesIO(b"facture"))

    stored = settings.DOCUMENTS_FOLDER / key
    assert stored.stat().st_mode & 0o777 == 0o600
    assert stored.parent.stat().st_mode & 0o777 == 0o700


def test_a_wrong_signature_opens_nothing(in_fresnes, settings, credentials, rclone_url, monkeypatch):
    """The negative control of the peer: the contract above would pass on a server that checks nothing."""
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "another-secret")
    settings.DOCUMENTS_BUCKET = peers.BUCKET
    settings.DOCUMENTS_ENDPOINT = f"{rclone_url}/"  # an address of its own, so that no client is shared

    with pytest.raises(ClientError, match=r"SignatureDoesNotMatch|403"):
        default_storage().save(default_storage().new_key(), BytesIO(b"facture"))


class TestSealed:
    """What is sensitive is unreadable in a stolen copy of the store, and reads as before for the commune."""

    def test_the_store_holds_nothing_readable(self, storage):
        key = storage.new_key()
        storage.save(key, BytesIO(b"%PDF-1.4 allergie aux arachides"), sealed=True)
        with storage._backend.open(key, "rb") as stolen:
            assert b"arachides" not in stolen.read()
        with storage.open(key) as content:
            assert content.read() == b"%PDF-1.4 allergie aux arachides"

    def test_what_was_kept_in_clear_before_still_opens(self, storage):
        key = storage.new_key()
        storage.save(key, BytesIO(b"%PDF-1.4 ancien"))
        with storage.open(key) as content:
            assert content.read() == b"%PDF-1.4 ancien"

    def test_one_object_put_in_the_place_of_another_does_not_open(self, storage):
        mine, other = storage.new_key(), storage.new_key()
        storage.save(mine, BytesIO(b"le mien"), sealed=True)
        with storage._backend.open(mine, "rb") as content:
            storage._backend.save(other, ContentFile(content.read()))
        with pytest.raises(Unreadable):
            storage.open(other)

    def test_a_newer_secret_in_front_reads_what_the_older_one_wrote(self, in_fresnes, settings):
        key = default_storage().new_key()
        default_storage().save(key, BytesIO(b"secret"), sealed=True)
        settings.ENCRYPTION_SECRETS = ["a-newer-secret", *settings.ENCRYPTION_SECRETS]
        with default_storage().open(key) as content:
            assert content.read() == b"secret"
        settings.ENCRYPTION_SECRETS = ["a-newer-secret"]
        with pytest.raises(Unreadable):
            default_storage().open(key)
