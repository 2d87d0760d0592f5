from tests.apps.messaging.conftest import templates

__all__ = ["templates"]
