"""Real S3 servers on loopback: rclone checks signatures, moto knows the whole API."""

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.local.processes import free_port

ACCESS_KEY = "parvis-test-access-key"
SECRET_KEY = "parvis-test-secret-key-of-some-length"
BUCKET = "documents"
SECONDS_TO_START = 30


@contextmanager
def rclone(folder: Path) -> Iterator[str]:
    (folder / BUCKET).mkdir(parents=True)
    binary = shutil.which("rclone", path=str(Path(sys.executable).parent))
    port = free_port()
    keys = f"{ACCESS_KEY},{SECRET_KEY}"
    with _running([binary, "serve", "s3", "--auth-key", keys, "--addr", f"127.0.0.1:{port}", str(folder)], port) as url:
        yield url


@contextmanager
def moto() -> Iterator[str]:
    port = free_port()
    with _running([sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)], port) as url:
        yield url


@contextmanager
def _running(command: list[str | None], port: int) -> Iterator[str]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_until_listening(port, process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def _wait_until_listening(port: int, process: subprocess.Popen[bytes]) -> None:
    limit = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < limit:
        assert process.poll() is None, f"the peer ended with code {process.returncode}"
        with socket.socket() as attempt:
            if attempt.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(f"nothing listens on port {port}")
