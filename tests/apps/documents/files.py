"""Files as people send them, and as people try."""

import struct
import zlib
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pypdf import PdfWriter
from reportlab.pdfgen.canvas import Canvas

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"

ORIENTATION, MAKER = 0x0112, 0x010F


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def picture(kind: str, *, size: tuple[int, int] = (20, 10)) -> bytes:
    output = BytesIO()
    Image.new("RGB", size, "red").save(output, kind)
    return output.getvalue()


def png_of(width: int, height: int) -> bytes:
    """A PNG that announces its size in a few bytes, and would unpack to `width * height` points."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(b"\0")) + _chunk(b"IEND", b"")


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def pdf(*lines: str, pages: int = 1, size: tuple[float, float] = (595, 842)) -> bytes:
    """A PDF that readers open, with some text on each page."""
    output = BytesIO()
    canvas = Canvas(output, pagesize=size)
    for number in range(pages):
        for rank, line in enumerate((*lines, f"page {number + 1}")):
            canvas.drawString(40, size[1] - 60 - 20 * rank, line)
        canvas.showPage()
    canvas.save()
    return output.getvalue()


def locked_pdf(password: str) -> bytes:
    writer = PdfWriter(clone_from=BytesIO(pdf("secret")))
    writer.encrypt(password)
    output = BytesIO()
    writer.write(output)
    return output.getvalue()


def photo(colour: str, *, size: tuple[int, int] = (400, 300), turned: int = 1, kind: str = "JPEG") -> bytes:
    """A photo of one colour with a black corner on top left, as held; `turned` is what the telephone wrote of it."""
    picture = Image.new("RGB", size, colour)
    picture.paste("black", (0, 0, size[0] // 4, size[1] // 4))
    exif = Image.Exif()
    exif[ORIENTATION] = turned
    exif[MAKER] = "Téléphone de Léa"
    output = BytesIO()
    picture.save(output, kind, exif=exif)
    return output.getvalue()
