"""The operator's desk: Django is set up once, and each thing asked is done by a fork that knows nothing of the others.

A command takes a fraction of a second instead of the seconds that a fresh interpreter needs to import the platform.
One JSON document a line comes in (`arguments` of manage.py, or a `module` of the journeys and what it is `said`), one
goes out.
"""

import json
import os
import subprocess
import sys
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryFile
from threading import Lock
from typing import IO, Any

ROOT = Path(__file__).resolve().parents[2]


class Desk:
    """The near end: asks, and reads the answer."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self._turn = Lock()

    def operate(self, *arguments: str) -> str:
        """Run a command of manage.py and return what it printed."""
        return self._ask(arguments=arguments)

    def do(self, module: str, said: Any) -> str:
        """Run `main` of a module of the journeys, and return what it printed."""
        return self._ask(module=module, said=said)

    def _ask(self, **asked: Any) -> str:
        assert self._process.stdin
        assert self._process.stdout
        with self._turn:
            self._process.stdin.write(json.dumps(asked) + "\n")
            self._process.stdin.flush()
            answer = json.loads(self._process.stdout.readline() or '{"code": "nobody", "out": "", "err": ""}')
        assert answer["code"] == 0, f"{asked}: {answer['code']}\n{answer['out']}\n{answer['err']}"
        return str(answer["out"])


@contextmanager
def open_desk(environment: Mapping[str, str]) -> Iterator[Desk]:
    """Keep a desk open in this environment for the length of the block."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.journeys.desk"],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:  # which closes its entry, and waits for it to leave
        yield Desk(process)


def _serve() -> None:
    import django

    django.setup()
    import_module("django.core.management").get_commands()
    for name in ("tenants.management.commands.commune", "tests.journeys.known_family"):
        import_module(name)
    for line in sys.stdin:
        print(json.dumps(_in_a_fork(json.loads(line))), flush=True)


def _in_a_fork(asked: Mapping[str, Any]) -> dict[str, Any]:
    with TemporaryFile("w+") as out, TemporaryFile("w+") as err:
        child = os.fork()
        if child == 0:
            os._exit(_do(asked, out, err))
        _pid, status = os.waitpid(child, 0)
        out.seek(0)
        err.seek(0)
        return {"code": os.waitstatus_to_exitcode(status), "out": out.read(), "err": err.read()}


def _do(asked: Mapping[str, Any], out: IO[str], err: IO[str]) -> int:
    """Do what was asked, as a process of its own would, and return its exit code."""
    os.dup2(out.fileno(), 1)
    os.dup2(err.fileno(), 2)
    try:
        if "module" in asked:
            import_module(f"tests.journeys.{asked['module']}").main(asked["said"])
        else:
            import_module("django.core.management").execute_from_command_line(["manage.py", *asked["arguments"]])
        code = 0
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else int(left.code is not None)
    except BaseException:
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    return code


if __name__ == "__main__":
    _serve()
