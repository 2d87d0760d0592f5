"""Photos are decoded and drawn again: what was hidden in the file (place, camera, code) does not survive."""

import io
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from .errors import PhotoTooHeavy, PhotoUnreadable

SIDE: Final = 480  # pixels
MAX_MB: Final = 8
MAX_PIXELS: Final = 50_000_000
FORMATS: Final = ("JPEG", "PNG", "WEBP")


def redraw(content: bytes) -> bytes:
    """Return a square JPEG of a photo, upright, without its metadata. Raises PhotoTooHeavy, PhotoUnreadable."""
    if len(content) > MAX_MB * 1024 * 1024:
        raise PhotoTooHeavy(max_mb=MAX_MB)
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as image:
            if image.width * image.height > MAX_PIXELS:
                raise PhotoTooHeavy(max_mb=MAX_MB)
            upright = ImageOps.exif_transpose(image).convert("RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise PhotoUnreadable
    square = ImageOps.fit(upright, (SIDE, SIDE))
    drawn = Image.new("RGB", square.size)
    drawn.paste(square)
    output = io.BytesIO()
    drawn.save(output, "JPEG", quality=85, optimize=True)
    return output.getvalue()
