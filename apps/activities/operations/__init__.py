from .publication import publish_catalogue

__all__ = ["publish_catalogue"]
