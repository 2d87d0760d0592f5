"""Work done inside the platform's own process environment, by a module of the journeys."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.journeys.running import RunningPlatform

SCRIPT = """
import json, sys, django
django.setup()
from tests.journeys import {module}
{module}.main(json.load(sys.stdin))
"""


def do(platform: "RunningPlatform", module: str, said: Mapping[str, Any]) -> None:
    """Run `main` of a module of the journeys where Django is set up for this platform."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(module=module)],
        env={**os.environ, **platform.environment},
        input=json.dumps(said),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
