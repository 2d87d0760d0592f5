import io

import pytest
from PIL import Image

from apps.accounts import photos, queries
from apps.accounts.errors import PhotoTooHeavy, PhotoUnreadable
from apps.accounts.models import Address
from apps.accounts.operations import AddressEntry, remove_photo, set_photo, update_profile
from apps.audit.queries import history_of
from tests.apps.accounts.people import MONDAY, citizen

pytestmark = pytest.mark.usefixtures("in_fresnes")

LILAS = AddressEntry(number="3", street="rue des Lilas", postal_code="94260", city="Fresnes", country="France")


def photo(width: int = 900, height: int = 600, kind: str = "JPEG", **options: object) -> bytes:
    output = io.BytesIO()
    Image.new("RGB", (width, height), "#336699").save(output, kind, **options)
    return output.getvalue()


class TestContact:
    def test_what_changed_is_in_the_log_and_not_the_values(self) -> None:
        user = citizen()
        update_profile(user=user, contact={"mobile": "06 12 34 56 78"}, address=LILAS, at=MONDAY)
        user.refresh_from_db()
        assert (user.mobile, str(user.address)) == ("06 12 34 56 78", "3 rue des Lilas, 94260 Fresnes")
        assert history_of(user)[0].data == {"fields": ["address", "mobile"]}

    def test_nothing_changed_writes_nothing(self) -> None:
        user = citizen()
        update_profile(user=user, contact={"mobile": ""}, address=AddressEntry(country="France"), at=MONDAY)
        assert history_of(user).count() == 0

    def test_an_address_is_replaced_and_never_overwritten(self) -> None:
        user = citizen()
        update_profile(user=user, contact={}, address=LILAS, at=MONDAY)
        former = user.address_id
        update_profile(user=user, contact={}, address=AddressEntry(street="allée des Roses"), at=MONDAY)
        assert Address.objects.get(pk=former).street == "rue des Lilas"

    def test_the_rest_is_not_to_be_changed_here(self) -> None:
        with pytest.raises(ValueError, match="usual_name"):
            update_profile(user=citizen(), contact={"usual_name": "Autre"}, address=LILAS, at=MONDAY)


class TestPhoto:
    def test_it_is_a_small_square_without_metadata(self) -> None:
        user = citizen()
        exif = Image.Exif()
        exif[0x8825] = {1: "N", 2: (48.0, 45.0, 0.0)}
        set_photo(user=user, content=photo(exif=exif), at=MONDAY)
        stored = queries.photo_of(user)
        assert stored is not None
        with Image.open(io.BytesIO(stored)) as image:
            assert (image.format, image.size, dict(image.getexif())) == ("JPEG", (photos.SIDE, photos.SIDE), {})
        assert len(user.photo_key) == 64

    def test_it_is_turned_upright(self) -> None:
        source = Image.new("RGB", (600, 600), "white")
        source.paste("black", (0, 0, 600, 300))  # the top half is black
        exif = Image.Exif()
        exif[0x0112] = 3  # upside down
        output = io.BytesIO()
        source.save(output, "JPEG", exif=exif)
        with Image.open(io.BytesIO(photos.redraw(output.getvalue()))) as image:
            top, bottom = image.getpixel((200, 50)), image.getpixel((200, 430))
        assert (sum(top) > 600, sum(bottom) < 100) == (True, True)  # type: ignore[arg-type]

    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
    def test_three_kinds_are_read(self, kind: str) -> None:
        with Image.open(io.BytesIO(photos.redraw(photo(kind=kind)))) as image:
            assert image.format == "JPEG"

    @pytest.mark.parametrize("content", [b"", b"%PDF-1.7", photo(kind="GIF"), photo()[:200]])
    def test_the_others_are_refused(self, content: bytes) -> None:
        with pytest.raises(PhotoUnreadable):
            photos.redraw(content)

    def test_a_heavy_file_is_refused_before_it_is_opened(self) -> None:
        with pytest.raises(PhotoTooHeavy, match="8 Mo"):
            photos.redraw(b"x" * (8 * 1024 * 1024 + 1))

    def test_a_small_file_that_opens_into_a_wall_is_refused(self) -> None:
        with pytest.raises(PhotoTooHeavy):
            photos.redraw(photo(10_000, 5_001, kind="PNG"))

    def test_it_is_removed(self) -> None:
        user = citizen()
        set_photo(user=user, content=photo(), at=MONDAY)
        remove_photo(user=user, at=MONDAY)
        assert (queries.photo_of(user), user.photo_key) == (None, "")
