"""Where a commune's stored objects live: every key starts with its slug."""

from . import context


def prefix() -> str:
    """Return `<slug>/` of the current commune."""
    return f"{context.current().slug}/"
