"""Places that children have had for some weeks, so that a journey starts where its own promise begins."""

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

from .people import Child, Parent

if TYPE_CHECKING:
    from tests.journeys.running import RunningPlatform


def given_place(platform: "RunningPlatform", slug: str, parent: Parent, child: Child, *, activity: str) -> None:
    said = {"commune": slug, "username": parent.username, "first_names": child.first_names, "activity": activity}
    done = subprocess.run(
        [sys.executable, "-m", "tests.journeys.known_place"],
        env={**os.environ, **platform.environment},
        input=json.dumps(said),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
