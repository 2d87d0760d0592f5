"""What may be done to documents."""

from .deposits import check, deposit, join_photos, label
from .reading import open_document, opened_by_link, signed_link
from .retention import erase, finish_erasing, forget_orphans, purge, remind
from .scanning import rescan_forgotten, scan
from .vault import check_validity, date_document, hold, remove, rename

__all__ = [
    "check",
    "check_validity",
    "date_document",
    "deposit",
    "erase",
    "finish_erasing",
    "forget_orphans",
    "hold",
    "join_photos",
    "label",
    "open_document",
    "opened_by_link",
    "purge",
    "remind",
    "remove",
    "rename",
    "rescan_forgotten",
    "scan",
    "signed_link",
]
