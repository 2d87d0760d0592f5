from .publication import publish_catalogue
from .schooling import declare_schooling, record_schooling

__all__ = ["declare_schooling", "publish_catalogue", "record_schooling"]
