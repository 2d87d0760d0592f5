from .promotion import apply_promotion, undo_promotion
from .publication import publish_catalogue, publish_first_catalogue
from .schooling import declare_schooling, record_schooling

__all__ = [
    "apply_promotion",
    "declare_schooling",
    "publish_catalogue",
    "publish_first_catalogue",
    "record_schooling",
    "undo_promotion",
]
