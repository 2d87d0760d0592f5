"""What a file is, read in its first bytes; its name says nothing sure."""

from dataclasses import dataclass

from communes_config.schema import UploadType

HEAD = 1024  # bytes enough to recognise every accepted type
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
HEIC = "image/heic"
HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1")


@dataclass(frozen=True, slots=True)
class FileType:
    """`signatures` open the file, after the first `offset` bytes."""

    type: UploadType
    label: str
    content_type: str
    signatures: tuple[bytes, ...]
    extensions: tuple[str, ...]
    offset: int = 0


FILE_TYPES = (
    FileType(UploadType.PDF, "PDF", "application/pdf", (b"%PDF-",), ("pdf",)),
    FileType(UploadType.JPEG, "JPEG", "image/jpeg", (b"\xff\xd8\xff",), ("jpg", "jpeg")),
    FileType(UploadType.PNG, "PNG", "image/png", (b"\x89PNG\r\n\x1a\n",), ("png",)),
    # The photos of some telephones: taken wherever a JPEG is, and kept as one.
    FileType(
        UploadType.JPEG, "HEIC", HEIC, tuple(b"ftyp" + brand for brand in HEIC_BRANDS), ("heic", "heif"), offset=4
    ),
)


def recognise(head: bytes) -> FileType | None:
    """Return the type whose signature opens the file. A PDF may have a byte order mark or blank lines before it."""
    start = head.removeprefix(BYTE_ORDER_MARK).lstrip(b" \t\r\n") if b"%PDF-" in head else head
    return next((kind for kind in FILE_TYPES if start.startswith(kind.signatures, kind.offset)), None)


def named(filename: str) -> FileType | None:
    """Return the type that the file's name claims."""
    _stem, dot, extension = filename.rpartition(".")
    return next((kind for kind in FILE_TYPES if dot and extension.lower() in kind.extensions), None)


def labels(types: tuple[UploadType, ...]) -> str:
    """Return « PDF, JPEG ou PNG »."""
    names = [kind.label for kind in FILE_TYPES if kind.type in types and kind.content_type != HEIC]
    return " ou ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
