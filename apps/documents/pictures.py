"""Photos as telephones take them, made into what everybody can read."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import IO

import pillow_heif
from PIL import Image, ImageOps

pillow_heif.register_heif_opener(thumbnails=False)

LONGEST_SIDE = 2000  # points: an A4 page at 170 dpi, whose small print is still read
A4_LONG_SIDE = 11.69  # inches
QUALITY = 80


def to_jpeg(content: IO[bytes]) -> BytesIO:
    """Return a photo as a JPEG that stands upright, without what the telephone wrote about the place."""
    output = BytesIO()
    with _upright(content) as image:
        image.save(output, "JPEG", quality=QUALITY + 10, optimize=True)
    output.seek(0)
    return output


def to_pdf(photos: Iterable[IO[bytes]]) -> BytesIO:
    """Return one PDF with a page for each photo, in their order, upright and reduced."""
    pages = list(_pages(photos))
    output = BytesIO()
    first, *others = pages
    resolution = max(first.size) / A4_LONG_SIDE
    first.save(output, "PDF", save_all=True, append_images=others, resolution=resolution, quality=QUALITY)
    output.seek(0)
    return output


def _pages(photos: Iterable[IO[bytes]]) -> Iterator[Image.Image]:
    for photo in photos:
        with _upright(photo) as image:
            image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
            yield image.copy()


@contextmanager
def _upright(content: IO[bytes]) -> Iterator[Image.Image]:
    """Open a photo turned as it was held, on white where it was transparent."""
    content.seek(0)
    with Image.open(content) as opened:
        opened.draft("RGB", (2 * LONGEST_SIDE, 2 * LONGEST_SIDE))
        turned = ImageOps.exif_transpose(opened)
        if turned.mode in ("RGBA", "LA", "P"):
            layer = turned.convert("RGBA")
            turned = Image.new("RGB", layer.size, "white")
            turned.paste(layer, mask=layer.getchannel("A"))
        yield turned.convert("RGB")
