from pathlib import Path

import pytest

from communes_config import reference
from communes_config.reference import PAGE, main, markdown
from communes_config.schema import CommuneConfig


def test_page_of_the_operators_is_up_to_date() -> None:
    hint = "python -m communes_config.reference --write"
    assert PAGE.read_text(encoding="utf-8") == markdown(), hint


def test_every_section_is_described() -> None:
    page = markdown()
    fields = [field for field in CommuneConfig.__dataclass_fields__.values() if field.init]
    assert [field.name for field in fields if f"`{field.name}`" not in page] == []


def test_defaults_and_obligations_are_shown() -> None:
    page = markdown()
    assert "| `link_hours` | un nombre entier | `24` |" in page
    assert "| `portal_name` | un texte | **à écrire** |" in page
    assert "| `school_zone` | `A`, `B`, `C` ou rien | rien |" in page


def test_page_is_printed_or_written(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    main([])
    assert capsys.readouterr().out == markdown()
    monkeypatch.setattr(reference, "PAGE", tmp_path / "page.md")
    main(["--write"])
    assert (tmp_path / "page.md").read_text(encoding="utf-8") == markdown()
