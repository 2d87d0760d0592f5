"""Small real files, as people scan and photograph them."""

import io
from functools import cache

from PIL import Image
from playwright.sync_api import FilePayload

TEXT = b"BT /F1 18 Tf 60 760 Td (%s) Tj ET"


@cache
def pdf(name: str, text: str = "Livret de famille") -> FilePayload:
    """Return a PDF of one page with a line of text."""
    content = TEXT % text.encode("ascii")
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    written, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(written))
    written += b"xref\n0 %d\n0000000000 65535 f \n%s%s" % (len(objects) + 1, table, trailer)
    return {"name": name, "mimeType": "application/pdf", "buffer": written}


@cache
def png(name: str) -> FilePayload:
    return {"name": name, "mimeType": "image/png", "buffer": _image("PNG")}


@cache
def portrait(name: str) -> FilePayload:
    return {"name": name, "mimeType": "image/jpeg", "buffer": _image("JPEG")}


def disguised_program(name: str) -> FilePayload:
    """A program that calls itself a PDF."""
    return {"name": name, "mimeType": "application/pdf", "buffer": b"MZ" + bytes(2_000)}


def _image(kind: str) -> bytes:
    output = io.BytesIO()
    Image.linear_gradient("L").resize((320, 240)).save(output, kind)
    return output.getvalue()
