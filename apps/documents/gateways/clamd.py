import socket
import struct
from typing import IO
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from .protocol import ScannerUnavailable, Verdict

SECONDS_TO_ANSWER = 60
CHUNK = 64 * 1024
LONGEST_ANSWER = 4096


class Clamd:
    """ClamAV's daemon, asked by its INSTREAM command: `unix:///run/clamav/clamd.ctl` or `tcp://host:3310`."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        if parts.scheme == "unix" and parts.path:
            self._family, self._target = socket.AF_UNIX, parts.path
        elif parts.scheme == "tcp" and parts.hostname and parts.port:
            self._family, self._target = socket.AF_INET, (parts.hostname, parts.port)
        else:
            raise ImproperlyConfigured("CLAMD_ADDRESS must be unix:///path or tcp://host:port")

    def scan(self, content: IO[bytes]) -> Verdict:
        try:
            answer = self._ask(content)
        except OSError as failure:
            raise ScannerUnavailable(type(failure).__name__) from None
        if answer.endswith("OK"):
            return Verdict.CLEAN
        if answer.endswith("FOUND"):
            return Verdict.INFECTED
        raise ScannerUnavailable("no verdict")

    def _ask(self, content: IO[bytes]) -> str:
        with socket.socket(self._family) as connection:
            connection.settimeout(SECONDS_TO_ANSWER)
            connection.connect(self._target)
            connection.sendall(b"zINSTREAM\0")
            while chunk := content.read(CHUNK):
                connection.sendall(struct.pack(">I", len(chunk)) + chunk)
            connection.sendall(struct.pack(">I", 0))
            answer = b""
            while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
                received = connection.recv(LONGEST_ANSWER)
                if not received:
                    break
                answer += received
        return answer.rstrip(b"\0").decode(errors="replace")
