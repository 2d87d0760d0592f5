"""The copy of an identity paper says for whom and for what it was made; the original says nothing."""

from io import BytesIO

import pytest
from PIL import Image, ImageChops
from pypdf import PdfReader

from apps.documents import watermark
from apps.documents.watermark import Unmarkable

from .files import PDF, locked_pdf, pdf, picture

SENTENCE = "Espace famille de Fresnes – 21/11/2026 – demande n° 2026-000012"


def test_every_page_of_a_pdf_carries_the_sentence_and_what_it_said():
    marked = watermark.mark(BytesIO(pdf("Carte de Léa", pages=3)), "application/pdf", SENTENCE)

    texts = [page.extract_text() for page in PdfReader(marked).pages]
    assert len(texts) == 3
    assert [SENTENCE in text for text in texts] == [True, True, True]
    assert ["Carte de Léa" in text for text in texts] == [True, True, True]


def test_the_original_does_not():
    assert SENTENCE not in PdfReader(BytesIO(pdf("Carte de Léa"))).pages[0].extract_text()


@pytest.mark.parametrize("size", [(595, 842), (842, 595), (240, 150)], ids=["portrait", "landscape", "card"])
def test_pages_keep_their_size(size):
    marked = watermark.mark(BytesIO(pdf("Carte", size=size)), "application/pdf", SENTENCE)

    box = PdfReader(marked).pages[0].mediabox
    assert (float(box.width), float(box.height)) == size


@pytest.mark.parametrize(("kind", "content_type"), [("JPEG", "image/jpeg"), ("PNG", "image/png")])
def test_a_picture_is_marked_from_side_to_side_and_keeps_its_type(kind, content_type):
    original = picture(kind, size=(900, 600))

    marked = Image.open(watermark.mark(BytesIO(original), content_type, SENTENCE))

    assert (marked.format, marked.size) == (kind, (900, 600))
    changed = ImageChops.difference(marked.convert("RGB"), Image.open(BytesIO(original)).convert("RGB"))
    left, top, right, bottom = changed.point(lambda value: 255 * (value > 24)).getbbox()
    assert max(left, top) < 100
    assert (right > 840, bottom > 500) == (True, True)


def test_a_picture_larger_than_needed_is_reduced():
    marked = Image.open(watermark.mark(BytesIO(picture("JPEG", size=(5000, 2500))), "image/jpeg", SENTENCE))

    assert marked.size == (2500, 1250)


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (PDF, "application/pdf"),
        (locked_pdf("1234"), "application/pdf"),
        (b"%PDF-1.7 rubbish", "application/pdf"),
        (picture("PNG")[:30], "image/png"),
    ],
    ids=["no page", "locked", "rubbish", "cut picture"],
)
def test_what_does_not_open_is_not_marked(content, content_type):
    with pytest.raises(Unmarkable):
        watermark.mark(BytesIO(content), content_type, SENTENCE)


def test_sixty_pages_are_marked_and_not_sixty_one():
    assert watermark.can_mark_pdf(BytesIO(pdf(pages=60)))
    assert not watermark.can_mark_pdf(BytesIO(pdf(pages=61)))
