"""What the operator sees of a commune made of files: right, wrong, in force, changed."""

from pathlib import Path

import pytest

from apps.activities.models import Activity
from apps.casework import procedures
from tenants import context
from tenants.models import Commune
from tests.communes_config.folders import edit
from tests.sixth_commune.commune import SLUG
from tests.tenants.management.conftest import Run

BOAT = f"{SLUG}/procedures/barque-scolaire.toml"
CATALOGUE = f"{SLUG}/catalogue.toml"
STEP_IF_THEY_DO_NOT_SWIM = 'shown_if = { question = "swims", values = ["no"] }\n\n'


def communes_in_service() -> list[str]:
    with context.operator():
        return list(Commune.objects.values_list("slug", flat=True))


def test_its_files_are_right_as_they_are(run: Run, files: Path) -> None:
    [report] = run("check", "--folder", files, "--json").result["communes"]
    assert (report["slug"], report["valid"], report["problems"]) == (SLUG, True, [])


WRONG = {
    "a condition on a question that is not asked before": (
        (BOAT, STEP_IF_THEY_DO_NOT_SWIM, STEP_IF_THEY_DO_NOT_SWIM.replace("swims", "adults")),
        "steps[accompagnement].shown_if.question",
        "« adults »",
        "une question posée avant",
    ),
    "a condition on an answer that is not offered": (
        (BOAT, 'values = ["island"]', 'values = ["isle"]'),
        "steps[embarquement].questions[frozen-weeks].shown_if.values",
        "« isle »",
        "une réponse de « jetty » : north, mill, island — vouliez-vous dire « island » ?",
    ),
    "a service that the commune has not": (
        (BOAT, 'service = "capitainerie"', 'service = "capitainrie"'),
        "service",
        "« capitainrie »",
        "un service parmi secretariat, capitainerie — vouliez-vous dire « capitainerie » ?",
    ),
    "a page that is not there": (
        (BOAT, 'page = "reglement-du-lac"', 'page = "reglement-des-lacs"'),
        "rules_to_read[reglement-des-lacs].page",
        "« reglement-des-lacs »",
        "une page qui existe — vouliez-vous dire « reglement-du-lac » ?",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_procedure_is_refused_with_its_file_and_its_key(db: None, run: Run, files: Path, case: str) -> None:
    (file, written, wrong), key, found, expected = WRONG[case]
    edit(files, file, written, wrong)
    problem = {
        "file": "procedures/barque-scolaire.toml",
        "key": f"procedures[barque-scolaire].{key}",
        "found": found,
        "expected": expected,
    }
    assert run("check", SLUG, "--folder", files, "--json").result["communes"][0]["problems"] == [problem]
    refused = run("create", SLUG, "--folder", files, "--json")
    assert (refused.code, refused.result["problems"]) == (1, [problem])
    assert SLUG not in communes_in_service()


def test_every_mistake_is_told_at_once_in_words(run: Run, files: Path) -> None:
    edit(files, BOAT, 'values = ["island"]', 'values = ["isle"]')
    edit(files, CATALOGUE, "min_age = 10 }", "min_age = 15 }")
    said = run("check", SLUG, "--folder", files)
    assert said.code == 1
    assert " ".join(said.output.split()) == (
        "val-aux-brumes : 2 problème(s)"
        " val-aux-brumes/procedures/barque-scolaire.toml :"
        " procedures[barque-scolaire].steps[embarquement].questions[frozen-weeks].shown_if.values :"
        " trouvé « isle » ;"
        " attendu une réponse de « jetty » : north, mill, island — vouliez-vous dire « island » ?"
        " val-aux-brumes/catalogue.toml : activities[voile].groups[barreurs].min_age :"
        " trouvé « 15 » ; attendu un âge de l'activité, de 8 à 14 ans"
    )


def test_a_wrong_file_leaves_in_force_what_was(val: Commune, run: Run, files: Path) -> None:
    edit(files, BOAT, 'values = ["island"]', 'values = ["isle"]')
    assert run("apply", SLUG, "--folder", files).code == 1
    assert [procedure.slug for procedure in procedures.every()] == [
        "famille",
        "contact",
        "barque-scolaire",
        "monter-a-bord",
    ]


def test_what_changes_in_its_files_changes_on_the_spot(val: Commune, run: Run, files: Path) -> None:
    edit(files, BOAT, 'title = "Savoir nager"', 'title = "La nage"')
    edit(files, CATALOGUE, 'title = "École de voile"', 'title = "Voile et aviron"')
    assert run("apply", SLUG, "--folder", files).code == 0
    with context.activate(SLUG):
        definition = procedures.get("barque-scolaire").definition
        assert [step.title for step in definition.steps] == ["L'embarquement", "La nage", "L'accompagnement"]
        assert Activity.objects.current().get(slug="voile").title == "Voile et aviron"
    again = run("apply", SLUG, "--folder", files, "--json")
    assert [report["status"] for report in again.result["communes"]] == ["unchanged"]
