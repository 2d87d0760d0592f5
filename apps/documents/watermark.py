"""A sentence laid across each page, so that a copy of an identity paper says for whom and for what it was made."""

from io import BytesIO
from math import hypot
from typing import IO

from PIL import Image, ImageDraw, ImageFont
from pypdf import PdfReader, PdfWriter, Transformation
from pypdf.errors import PyPdfError
from reportlab.pdfgen.canvas import Canvas

LONGEST_SIDE = 2500  # points of a marked picture: enough to decide, not to forge
ANGLE = 30
LINES_PER_PAGE = 9
INK = (150, 20, 20)
OPACITY = 0.32
MAXIMUM_PAGES = 60


class Unmarkable(Exception):
    """The file does not open, or has too many pages."""


def mark(content: IO[bytes], content_type: str, sentence: str) -> BytesIO:
    """Return a copy of a PDF or a picture, of the same type, with the sentence across it. Raises Unmarkable."""
    if content_type == "application/pdf":
        return _marked_pdf(content, sentence)
    return _marked_picture(content, "PNG" if content_type == "image/png" else "JPEG", sentence)


def can_mark_pdf(content: IO[bytes]) -> bool:
    """Tell whether every page of a PDF opens without a password."""
    try:
        reader = _opened(content)
        return all(page.mediabox.width > 0 for page in reader.pages)
    except (Unmarkable, PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False


def _opened(content: IO[bytes]) -> PdfReader:
    content.seek(0)
    reader = PdfReader(content)
    if reader.is_encrypted and not reader.decrypt(""):
        raise Unmarkable
    if not 0 < len(reader.pages) <= MAXIMUM_PAGES:
        raise Unmarkable
    return reader


def _marked_pdf(content: IO[bytes], sentence: str) -> BytesIO:
    output = BytesIO()
    try:
        writer = PdfWriter()
        for page in _opened(content).pages:
            added = writer.add_page(page)
            box = added.mediabox
            layer = PdfReader(_layer(float(box.width), float(box.height), sentence)).pages[0]
            added.merge_transformed_page(layer, Transformation().translate(float(box.left), float(box.bottom)))
        writer.write(output)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Unmarkable
    output.seek(0)
    return output


def _layer(width: float, height: float, sentence: str) -> BytesIO:
    """Draw one page of that size with nothing but the sentence, again and again."""
    output = BytesIO()
    canvas = Canvas(output, pagesize=(width, height))
    diagonal = hypot(width, height)
    size = max(7.0, diagonal / 55)
    canvas.translate(width / 2, height / 2)
    canvas.rotate(ANGLE)
    canvas.setFont("Helvetica-Bold", size)
    canvas.setFillColorRGB(*(part / 255 for part in INK), alpha=OPACITY)
    repeated = _repeated(sentence, canvas.stringWidth(sentence, "Helvetica-Bold", size), diagonal)
    for number in range(LINES_PER_PAGE):
        canvas.drawCentredString(0, diagonal * ((number + 0.5) / LINES_PER_PAGE - 0.5), repeated)
    canvas.showPage()
    canvas.save()
    output.seek(0)
    return output


def _marked_picture(content: IO[bytes], kind: str, sentence: str) -> BytesIO:
    content.seek(0)
    try:
        with Image.open(content) as opened:
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            picture = opened.convert("RGBA")
    except OSError:
        raise Unmarkable
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    output = BytesIO()
    Image.alpha_composite(picture, _veil(picture.size, sentence)).convert("RGB").save(output, kind, quality=85)
    output.seek(0)
    return output


def _veil(size: tuple[int, int], sentence: str) -> Image.Image:
    """Draw the sentence on something transparent of that size."""
    diagonal = int(hypot(*size)) + 1
    veil = Image.new("RGBA", (diagonal, diagonal))
    pen = ImageDraw.Draw(veil)
    font = ImageFont.load_default(size=max(12, diagonal / 45))
    repeated = _repeated(sentence, pen.textlength(sentence, font=font), diagonal)
    for number in range(LINES_PER_PAGE):
        height = diagonal * (number + 0.5) / LINES_PER_PAGE
        pen.text((diagonal / 2, height), repeated, fill=(*INK, int(255 * OPACITY)), font=font, anchor="mm")
    turned = veil.rotate(ANGLE, Image.Resampling.BICUBIC)
    left, top = (diagonal - size[0]) // 2, (diagonal - size[1]) // 2
    return turned.crop((left, top, left + size[0], top + size[1]))


def _repeated(sentence: str, width: float, room: float) -> str:
    return "   •   ".join([sentence] * (int(room // max(width, 1)) + 2))
