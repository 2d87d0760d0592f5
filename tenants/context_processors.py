from django.http import HttpRequest

from . import context


def commune(request: HttpRequest) -> dict[str, object]:
    """Give every page its commune and that commune's configuration."""
    current = context.current_or_none()
    return {"commune": current, "config": current.config if current else None}
