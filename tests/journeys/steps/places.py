"""Places that children have had for some weeks, or wait for, so that a journey starts where its own promise begins."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tests.journeys.browser import Walker

from . import inside
from .declaring import TODAY
from .people import Child, Parent

if TYPE_CHECKING:
    from tests.journeys.running import RunningPlatform

LAST_MONTH, IN_TWO_MONTHS = TODAY - timedelta(days=30), TODAY + timedelta(days=60)


def given_place(
    platform: "RunningPlatform",
    slug: str,
    parent: Parent,
    child: Child,
    *,
    activity: str,
    group: str = "",
    units: Sequence[str] = (),
    days: tuple[date, date] = (LAST_MONTH, IN_TWO_MONTHS),
    waiting: bool = False,
) -> None:
    said = {
        "commune": slug,
        "username": parent.username,
        "first_names": child.first_names,
        "activity": activity,
        "group": group,
        "units": list(units),
        "starts_on": days[0].isoformat(),
        "ends_on": days[1].isoformat(),
        "waiting": waiting,
    }
    inside.do(platform, "known_place", said)


def admit(agent: Walker, child: Child, activity: str) -> None:
    """From the list of who waits to the place that became free."""
    agent.go("/agents/")
    agent.follow("Inscriptions", inside="nav")
    agent.field("Enfant").fill(child.usual_name)
    agent.choose("État", "Sur liste d’attente")
    agent.press("Filtrer")
    agent.follow(f"{child.usual_name} {child.first_names}", inside="main table")
    agent.sees(activity, "Sur liste d’attente")
    agent.picture("agents-waiting")
    agent.press("Donner la place")
    agent.sees("Inscrit")
    agent.does_not_see("Donner la place")
