"""The processes of a running platform: the web server and the worker, started, watched and stopped together."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager

SECONDS_TO_START = 60
SECONDS_TO_STOP = 10


@contextmanager
def running(command: list[str], environment: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command of this Python for the length of the block, then stop it and what it started."""
    process = subprocess.Popen(  # noqa: S603 - our own modules, no shell
        [sys.executable, "-m", *command], env={**os.environ, **environment}, start_new_session=True
    )
    try:
        yield process
    finally:
        _stop(process)


@contextmanager
def platform(port: int, environment: Mapping[str, str]) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Serve on this port with a worker beside, and give the processes once the server answers."""
    with ExitStack() as stack:
        server = stack.enter_context(running(server_command(port), environment))
        worker = stack.enter_context(running(["deploy.worker"], environment))
        wait_until_listening(port, server)
        yield [server, worker]


def server_command(port: int) -> list[str]:
    return [
        "granian",
        "--interface=wsgi",
        "--host=127.0.0.1",
        f"--port={port}",
        "--workers=1",
        "--blocking-threads=4",
        "--log-level=error",
        "deploy.wsgi:application",
    ]


def wait_until_listening(port: int, process: subprocess.Popen[bytes]) -> None:
    """Return when the port answers; raise RuntimeError if the process ends or is too slow."""
    limit = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < limit:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with code {process.returncode}")
        with socket.socket() as attempt:
            attempt.settimeout(0.2)
            if attempt.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"nothing listens on port {port} after {SECONDS_TO_START} s")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
