"""Work done inside the platform's own process environment, by a module of the journeys."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.journeys.running import RunningPlatform


def do(platform: "RunningPlatform", module: str, said: Mapping[str, Any]) -> None:
    """Run `main` of a module of the journeys where Django is set up for this platform."""
    platform.desk.do(module, said)
