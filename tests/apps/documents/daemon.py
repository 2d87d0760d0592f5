"""ClamAV's real daemon, started by the tests on a socket of their own, with one signature: that of a harmless text."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

HARMLESS = b"PARVIS-HARMLESS-TEXT-THAT-STANDS-FOR-A-VIRUS"
SECONDS_TO_START = 60
CONFIGURATION = """\
Foreground yes
DatabaseDirectory {folder}/signatures
LocalSocket {folder}/clamd.ctl
PidFile {folder}/clamd.pid
TemporaryDirectory {folder}
StreamMaxLength 60M
MaxThreads 2
SelfCheck 3600
"""


class Daemon:
    """`start` and `stop` it at will: its address stays the same."""

    def __init__(self, folder: Path) -> None:
        binary = shutil.which("clamd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
        assert binary, "clamd is missing: make antivirus"
        self._command = [binary, "--config-file", str(folder / "clamd.conf")]
        self._socket = folder / "clamd.ctl"
        self._process: subprocess.Popen[bytes] | None = None
        (folder / "clamd.conf").write_text(CONFIGURATION.format(folder=folder))
        (folder / "signatures").mkdir()
        (folder / "signatures" / "parvis.ndb").write_text(f"Parvis.Test.Harmless:0:*:{HARMLESS.hex()}\n")

    @property
    def address(self) -> str:
        return f"unix://{self._socket}"

    def start(self) -> None:
        self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        limit = time.monotonic() + SECONDS_TO_START
        while not self._answers():
            assert self._process.poll() is None, f"clamd ended with code {self._process.returncode}"
            assert time.monotonic() < limit, "clamd does not answer"
            time.sleep(0.05)

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(30)
            self._process = None

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as attempt:
            attempt.settimeout(5)
            try:
                attempt.connect(str(self._socket))
                attempt.sendall(b"zPING\0")
                return attempt.recv(16) == b"PONG\0"
            except OSError:
                return False


@contextmanager
def installed() -> Iterator[Daemon]:
    """Give a daemon that is not started yet; a socket's path is short, so that its folder is too."""
    with TemporaryDirectory(prefix="clamd-") as folder:
        daemon = Daemon(Path(folder))
        try:
            yield daemon
        finally:
            daemon.stop()
