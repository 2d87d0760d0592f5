"""What may be done to documents."""

from .deposits import MAXIMUM_PHOTOS, check, deposit, deposit_once, join_photos, label
from .reading import open_document, opened_by_link, signed_link
from .retention import erase, finish_erasing, forget_orphans, purge, release, remind
from .scanning import rescan_forgotten, scan
from .vault import check_dates, check_not_expired, date_document, describe, hold, remove

__all__ = [
    "MAXIMUM_PHOTOS",
    "check",
    "check_dates",
    "check_not_expired",
    "date_document",
    "deposit",
    "deposit_once",
    "describe",
    "erase",
    "finish_erasing",
    "forget_orphans",
    "hold",
    "join_photos",
    "label",
    "open_document",
    "opened_by_link",
    "purge",
    "release",
    "remind",
    "remove",
    "rescan_forgotten",
    "scan",
    "signed_link",
]
