"""Photos of a telephone: one stays a picture, several become the pages of one PDF."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfReader

from apps.documents import operations
from apps.documents.errors import FileRefused, PdfClosed, PhotosOnly, TooManyPhotos
from apps.documents.models import Document
from tests.apps.accounts.people import citizen

from .files import MAKER, PDF, locked_pdf, pdf, photo, picture, upload

NOON = datetime(2026, 3, 12, 11, 0, tzinfo=UTC)


@pytest.fixture
def parent(in_fresnes):
    return citizen()


def join(owner, *contents, kind="livret-de-famille", **more):
    files = [upload(f"IMG_{number}.jpg", content) for number, content in enumerate(contents, 1)]
    return operations.join_photos(owner=owner, files=files, kind=kind, title="Livret", at=NOON, **more)


def pages_of(document):
    """Return the picture of each page."""
    with operations.open_document(document) as content:
        return [page.images[0].image.convert("RGB") for page in PdfReader(BytesIO(content.read())).pages]


def corner(image):
    """Return where the black corner is: it was on top left of what the person saw."""
    width, height = image.size
    places = {
        "top left": (width // 10, height // 10),
        "top right": (width - width // 10, height // 10),
        "bottom left": (width // 10, height - height // 10),
        "bottom right": (width - width // 10, height - height // 10),
    }
    return [name for name, place in places.items() if sum(image.getpixel(place)) < 60]


def test_photos_become_the_pages_of_one_pdf_in_their_order(parent):
    document = join(parent, photo("red"), photo("lime"), photo("blue"), issued_on=date(2026, 3, 1))

    assert (document.content_type, document.filename, document.title) == ("application/pdf", "IMG_1.pdf", "Livret")
    assert document.issued_on == date(2026, 3, 1)
    colours = [page.getpixel((200, 250)) for page in pages_of(document)]
    assert [max(range(3), key=colour.__getitem__) for colour in colours] == [0, 1, 2]


@pytest.mark.parametrize(
    ("turned", "size", "place"),
    [
        (1, (400, 300), "top left"),
        (3, (400, 300), "bottom right"),
        (6, (300, 400), "top right"),
        (8, (300, 400), "bottom left"),
    ],
)
def test_a_photo_stands_as_the_telephone_was_held(parent, turned, size, place):
    (page,) = pages_of(join(parent, photo("yellow", turned=turned)))

    assert page.size == size
    assert corner(page) == [place]


def test_a_large_photo_is_reduced_and_a_small_one_is_not(parent):
    large, small = pages_of(join(parent, photo("red", size=(4000, 3000)), photo("red", size=(400, 300))))

    assert (large.size, small.size) == ((2000, 1500), (400, 300))


def test_a_page_is_no_longer_than_an_a4_sheet(parent):
    document = join(parent, photo("red", size=(3000, 4000)))

    with operations.open_document(document) as content:
        box = PdfReader(BytesIO(content.read())).pages[0].mediabox
    assert 840 < float(box.height) < 844


def test_what_was_transparent_is_white(parent):
    output = BytesIO()
    Image.new("RGBA", (100, 100), (0, 0, 0, 0)).save(output, "PNG")

    (page,) = pages_of(join(parent, output.getvalue()))

    assert min(page.getpixel((50, 50))) > 250


def test_a_pdf_among_the_photos_is_refused_by_its_name(parent):
    with pytest.raises(PhotosOnly, match=r"« IMG_2\.jpg » n’est pas une photo"):
        join(parent, photo("red"), PDF)
    assert Document.objects.count() == 0


def test_one_broken_photo_refuses_them_all(parent):
    with pytest.raises(FileRefused, match=r"L’image « IMG_2\.jpg » est abîmée"):
        join(parent, photo("red"), picture("PNG")[:30])


def test_fifteen_photos_are_joined_and_not_sixteen(parent):
    small = photo("red", size=(40, 30))

    assert len(pages_of(join(parent, *[small] * 15))) == 15
    with pytest.raises(TooManyPhotos, match="Vous avez choisi 16 photos : 15 au plus"):
        join(parent, *[small] * 16)


def test_a_photo_that_some_telephones_alone_read_is_kept_as_a_jpeg_without_its_maker(parent):
    content = photo("red", kind="HEIF")
    assert content[4:12] in (b"ftypheic", b"ftypmif1")

    document = operations.deposit(
        owner=parent, file=upload("IMG_0042.HEIC", content), kind="autre", title="Photo", at=NOON
    )

    assert (document.content_type, document.filename) == ("image/jpeg", "IMG_0042.jpg")
    with operations.open_document(document) as stored, Image.open(BytesIO(stored.read())) as image:
        assert (image.format, image.size) == ("JPEG", (400, 300))
        assert MAKER not in image.getexif()


def test_a_file_named_heic_that_is_not_is_refused(parent):
    with pytest.raises(FileRefused, match=r"« photo\.heic » n’est pas un HEIC, malgré son nom"):
        operations.deposit(owner=parent, file=upload("photo.heic", b"MZ"), kind="autre", title="", at=NOON)


@pytest.mark.parametrize("content", [locked_pdf("1234"), PDF, b"%PDF-1.7\nrubbish"], ids=["locked", "empty", "broken"])
def test_an_identity_paper_that_could_not_be_marked_is_refused_at_the_door(parent, content):
    with pytest.raises(PdfClosed, match="est abîmé ou protégé par un mot de passe"):
        operations.deposit(owner=parent, file=upload("carte.pdf", content), kind="piece-identite", title="", at=NOON)


@pytest.mark.parametrize("content", [pdf("carte"), locked_pdf("")], ids=["open", "locked with nothing"])
def test_one_that_opens_is_taken(parent, content):
    document = operations.deposit(
        owner=parent, file=upload("carte.pdf", content), kind="piece-identite", title="", at=NOON
    )

    assert document.title == "carte.pdf"
