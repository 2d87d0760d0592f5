"""What the operator's command says of files: `check`, `plan`, `apply`, `export-config`."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from communes_config import available, load_commune
from tests import database

from .conftest import Run, replace

ROOT = Path(__file__).resolve().parents[3]


def test_the_four_communes_are_valid(run: Run) -> None:
    ran = run("check", "--json")
    assert ran.code == 0
    assert [(report["slug"], report["valid"]) for report in ran.result["communes"]] == [
        (slug, True) for slug in available()
    ]


def test_check_warns_of_a_password_policy_under_the_recommendation(run: Run) -> None:
    ran = run("check", "fresnes", "--json")
    warnings = {warning["key"]: warning["message"] for warning in ran.result["communes"][0]["warnings"]}
    assert "sous les 50 bits que la CNIL recommande" in warnings["passwords"]


def test_check_names_the_file_the_key_what_was_found_and_what_was_expected(run: Run, fifth: Path) -> None:
    replace(fifth / "rungis" / "commune.toml", 'portal_name = "Espace Famille"', "portal_nom = 3")
    (fifth / "rungis" / "pages" / "mentions-legales.md").unlink()
    ran = run("check", "--folder", fifth, "--json")
    report = ran.result["communes"][0]
    assert ran.code == 1
    assert (report["slug"], report["valid"]) == ("rungis", False)
    problems = {(problem["file"], problem["key"]) for problem in report["problems"]}
    assert problems >= {
        ("commune.toml", "identity.portal_nom"),
        ("commune.toml", "identity.portal_name"),
        ("pages/mentions-legales.md", "pages.mentions-legales"),
    }


def test_check_prints_each_problem_on_its_line(run: Run, fifth: Path) -> None:
    replace(fifth / "rungis" / "commune.toml", 'primary = "', 'primary = "#fefefe" # "')
    ran = run("check", "rungis", "--folder", fifth)
    assert ran.code == 1
    assert "rungis/commune.toml : identity.primary : trouvé" in ran.output
    assert ran.errors == "Fichiers refusés : rungis."


def test_check_of_an_empty_folder_is_refused(run: Run, tmp_path: Path) -> None:
    ran = run("check", "--folder", tmp_path)
    assert (ran.code, ran.errors) == (1, f"{tmp_path} : aucun dossier de commune ; attendu <commune>/commune.toml.")


def test_check_of_an_unknown_commune_names_its_folder(run: Run) -> None:
    ran = run("check", "atlantis")
    assert ran.code == 1
    assert ran.errors.endswith("atlantis : dossier introuvable ; attendu les fichiers de « atlantis ».")


def test_a_wrong_slug_is_a_usage_error(run: Run) -> None:
    ran = run("show", "Fresnes !")
    assert ran.code == 2
    assert "« Fresnes ! » n’est pas un nom court" in ran.errors


@pytest.mark.django_db
def test_files_in_force_have_an_empty_plan(run: Run) -> None:
    ran = run("plan", "fresnes", "--json")
    assert (ran.code, ran.result["changed"], ran.result["changes"]) == (0, False, [])


@pytest.fixture
def edited(tmp_path: Path) -> Path:
    """The files of Fresnes, with another name for the portal."""
    folder = tmp_path / "communes"
    for name, text in load_commune(database.communes_folder() / "fresnes").to_files().items():
        file = folder / "fresnes" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    replace(folder / "fresnes" / "commune.toml", "Espace Famille", "Espace Familles")
    return folder


@pytest.mark.django_db
def test_plan_shows_what_was_and_what_would_be(run: Run, edited: Path) -> None:
    ran = run("plan", "fresnes", "--folder", edited, "--json")
    changes = {change["key"]: (change["old"], change["new"]) for change in ran.result["changes"]}
    assert ran.result["changed"] is True
    assert changes["identity.portal_name"] == ("Espace Famille", "Espace Familles")


@pytest.mark.django_db
def test_apply_puts_the_files_in_force_once(run: Run, edited: Path) -> None:
    first = run("apply", "fresnes", "--folder", edited, "--json")
    second = run("apply", "fresnes", "--folder", edited, "--json")
    assert [report["status"] for report in first.result["communes"]] == ["applied"]
    assert [report["status"] for report in second.result["communes"]] == ["unchanged"]
    assert run("plan", "fresnes", "--folder", edited, "--json").result["changed"] is False


@pytest.mark.django_db
def test_apply_dry_run_writes_nothing(run: Run, edited: Path) -> None:
    ran = run("apply", "fresnes", "--folder", edited, "--dry-run", "--json")
    assert ran.result["dry_run"] is True
    assert [report["status"] for report in ran.result["communes"]] == ["planned"]
    assert run("plan", "fresnes", "--folder", edited, "--json").result["changed"] is True


@pytest.mark.django_db
def test_apply_all_goes_past_a_commune_whose_files_are_wrong(run: Run, edited: Path) -> None:
    ran = run("apply", "--all", "--folder", edited, "--json")
    statuses = {report["slug"]: report["status"] for report in ran.result["communes"]}
    assert ran.code == 3
    assert statuses == {slug: "applied" if slug == "fresnes" else "refused" for slug in available()}


def test_apply_needs_a_commune_or_all(run: Run) -> None:
    assert run("apply").code == 2
    assert run("apply", "fresnes", "--all").code == 2


@pytest.mark.django_db
@pytest.mark.parametrize("slug", available())
def test_what_is_exported_loads_to_the_same_configuration(run: Run, tmp_path: Path, slug: str) -> None:
    ran = run("export-config", slug, "--to", tmp_path, "--json")
    assert ran.code == 0
    assert sorted(ran.result["files"]) == sorted(
        path.relative_to(tmp_path / slug).as_posix() for path in (tmp_path / slug).rglob("*") if path.is_file()
    )
    assert run("plan", slug, "--folder", tmp_path, "--json").result["changed"] is False


@pytest.mark.django_db
def test_export_does_not_overwrite_unless_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "fresnes").mkdir()
    (tmp_path / "fresnes" / "brouillon.md").write_text("à moi")
    refused = run("export-config", "fresnes", "--to", tmp_path)
    assert refused.code == 1
    assert "contient déjà brouillon.md" in refused.errors
    assert run("export-config", "fresnes", "--to", tmp_path, "--force").code == 0
    assert run("check", "fresnes", "--folder", tmp_path).code == 0


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["check", "fresnes"], 0),
        (["check", "atlantis"], 1),
        (["check", "--unknown-option"], 2),
        ([], 2),
    ],
)
def test_exit_codes_of_the_real_command(arguments: list[str], code: int) -> None:
    ran = subprocess.run(
        [sys.executable, "manage.py", "commune", *arguments],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "deploy.settings.test"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == code
    assert "Traceback" not in ran.stderr
    assert (ran.stdout == "") == (code != 0)
