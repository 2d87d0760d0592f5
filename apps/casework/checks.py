"""What must hold when the platform starts: each thing that a commune's file may name is there."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error

from apps.casework import handlers
from communes_config.schema.procedures import HANDLERS


def handlers_are_registered(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """A procedure whose handler nobody registered would be offered, then fail at its first page."""
    return [
        Error(
            f"No application registers the handler « {key} », which a procedure may name.",
            hint="Register it in the ready() of its application, or take it out of HANDLERS.",
            id="casework.E001",
        )
        for key in HANDLERS
        if not handlers.is_known(key)
    ]
