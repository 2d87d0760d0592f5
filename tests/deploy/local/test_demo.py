"""`python -m deploy.local.demo` before anything is started."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


def start(port: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "deploy.local.demo"],
        cwd=ROOT,
        env={**os.environ, "PORT": port, "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_a_port_in_use_is_said_with_the_way_out() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        ran = start(str(port))
    assert ran.returncode == 1
    assert ran.stdout == ""
    assert ran.stderr.startswith(f"make demo : le port {port} est déjà pris")
    assert "make demo PORT=" in ran.stderr


@pytest.mark.parametrize("port", ["", "huit-mille", "0", "65536", "-1"])
def test_what_is_no_port_is_refused(port: str) -> None:
    ran = start(port)
    assert ran.returncode == 1
    assert ran.stderr.strip() == f"make demo : PORT vaut « {port} » ; attendu un nombre de 1 à 65535."
