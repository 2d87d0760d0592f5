import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests import database


@dataclass(frozen=True)
class Ran:
    code: int
    output: str
    errors: str

    @property
    def json(self) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(self.output)
        return document

    @property
    def result(self) -> dict[str, Any]:
        result: dict[str, Any] = self.json["result"]
        return result


Run = Callable[..., Ran]


@pytest.fixture
def run() -> Run:
    """Run `manage.py commune …` in this process; usage errors come back as code 2."""

    def call(*arguments: object) -> Ran:
        output, errors = io.StringIO(), io.StringIO()
        try:
            call_command("commune", *map(str, arguments), stdout=output, stderr=errors)
        except CommandError as refused:
            code = refused.returncode if str(refused).startswith("Error:") is False else 2
            return Ran(code, output.getvalue(), errors.getvalue() + str(refused))
        return Ran(0, output.getvalue(), errors.getvalue())

    return call


@pytest.fixture
def fifth(tmp_path: Path) -> Path:
    """A folder of communes with one more in it, copied from Fresnes under another name."""
    return copy_commune("fresnes", tmp_path / "communes", "rungis", name="Rungis")


def copy_commune(model: str, folder: Path, slug: str, *, name: str) -> Path:
    """Write the files of a new commune in a folder of communes, and return that folder."""
    source = database.communes_folder() / model
    for path in source.rglob("*"):
        if path.is_file():
            copy = folder / slug / path.relative_to(source)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    replace(folder / slug / "commune.toml", 'name = "Fresnes"', f'name = "{name}"')
    return folder


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text, f"{old!r} is not in {file.name}"
    file.write_text(text.replace(old, new))
