"""Places that children have had for some weeks, so that a journey starts where its own promise begins."""

from typing import TYPE_CHECKING

from . import inside
from .people import Child, Parent

if TYPE_CHECKING:
    from tests.journeys.running import RunningPlatform


def given_place(platform: "RunningPlatform", slug: str, parent: Parent, child: Child, *, activity: str) -> None:
    said = {"commune": slug, "username": parent.username, "first_names": child.first_names, "activity": activity}
    inside.do(platform, "known_place", said)
