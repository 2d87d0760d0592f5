from pathlib import Path

import pytest

from .folders import write_commune


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A fifth commune, written from scratch with as few keys as the defaults allow."""
    return write_commune(tmp_path / "sainte-colline")
