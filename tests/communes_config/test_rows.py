"""A question answered in rows, as a commune writes it, and what is refused in its file."""

from dataclasses import replace
from pathlib import Path

import pytest

from communes_config import load_commune
from core.forms import COLUMN_KINDS, Kind, Question

from .folders import edit, write_files
from .test_procedures import BENCH, FILE, reload
from .test_refusals import problems_of

COLUMNS = """\
  { slug = "name", label = "Nom", kind = "text", max_length = 80 },
  { slug = "role", label = "Qui est-ce ?", kind = "choice", options = [{ value = "aunt", label = "Tante" }] },
  { slug = "born", label = "Né(e) le", kind = "date", earliest = "1900-01-01", latest = "today", required = false },
"""
GUESTS = f"""
[[steps.questions]]
slug = "guests"
label = "Qui s'assoit ?"
kind = "rows"
minimum = 2
maximum = 4
row_label = "Invité"
add_label = "Ajouter un invité"
columns = [
{COLUMNS}]
"""
KEY = "steps[place].questions[guests]"


@pytest.fixture
def picnic(folder: Path) -> Path:
    return write_files(folder, {FILE: BENCH + GUESTS})


def test_rows_are_asked_as_the_file_says(picnic: Path, tmp_path: Path) -> None:
    config = load_commune(picnic)
    asked = config.procedures[0].form().question("guests")
    assert asked
    assert (asked.fewest_rows, asked.most_rows) == (2, 4)
    assert (asked.row_label, asked.add_label) == ("Invité", "Ajouter un invité")
    name, role, born = asked.columns
    assert name == Question(slug="name", label="Nom", kind=Kind.TEXT, max_length=80)
    assert [option.value for option in role.options] == ["aunt"]
    assert (born.kind, born.required) == (Kind.DATE, False)
    assert reload(config, tmp_path / "export") == config


def test_stored_configuration_from_before_rows_asks_none(picnic: Path) -> None:
    asked = load_commune(picnic).procedures[0].form().question("seats")
    assert asked == replace(asked, columns=(), row_label="", add_label="")


REFUSALS = [
    ('kind = "text"', 'kind = "colour"', f"{KEY}.columns[name].kind", "« colour »", None),
    (
        'kind = "text", max_length = 80',
        'kind = "rows"',
        f"{KEY}.columns[name].kind",
        "« rows »",
        f"un genre de colonne parmi {', '.join(COLUMN_KINDS)}",
    ),
    ("minimum = 2", "minimum = 5", f"{KEY}.minimum", "« 5 »", "au plus maximum (4)"),
    ("minimum = 2", "minimum = 0", f"{KEY}.minimum", "« 0 »", "un nombre de lignes, de 1 à 20"),
    ("maximum = 4\nrow", "maximum = 21\nrow", f"{KEY}.maximum", "« 21 »", "un nombre de lignes, de 1 à 20"),
    ('slug = "role"', 'slug = "name"', f"{KEY}.columns[name]", "2 fois « name »", "un identifiant par élément"),
    (f"columns = [\n{COLUMNS}]", "", f"{KEY}.columns", "rien", "au moins une colonne"),
    ('row_label = "Invité"', "", f"{KEY}.row_label", "rien", "le nom d'une ligne"),
    ('add_label = "Ajouter un invité"', "", f"{KEY}.add_label", "rien", "les mots du bouton qui ajoute une ligne"),
    (
        ', options = [{ value = "aunt", label = "Tante" }]',
        "",
        f"{KEY}.columns[role].options",
        "rien",
        "au moins une réponse à choisir",
    ),
    (
        '[{ value = "aunt", label = "Tante" }]',
        '[{ value = "aunt", label = "Tante" }, { value = "aunt", label = "Oncle" }]',
        f"{KEY}.columns[role].options[aunt]",
        "2 fois « aunt »",
        "un identifiant par élément",
    ),
    (
        'latest = "today", req',
        'latest = "1899-12-31", req',
        f"{KEY}.columns[born].latest",
        "« 1899-12-31 »",
        "un jour à partir de 1900-01-01",
    ),
    (
        'row_label = "Invité"',
        'row_label = "Invité"\nprefill = "email"',
        f"{KEY}.prefill",
        "« email »",
        "rien, pour une question « rows »",
    ),
    (
        'slug = "seats"\n',
        'slug = "seats"\nrow_label = "Place"\n',
        "steps[place].questions[seats].row_label",
        "« Place »",
        "rien, pour une question « number »",
    ),
]


@pytest.mark.parametrize(("old", "new", "key", "found", "expected"), REFUSALS)
def test_wrong_rows_name_their_file_and_key(
    picnic: Path, old: str, new: str, key: str, found: str, expected: str | None
) -> None:
    edit(picnic, FILE, old, new)
    [(file, wrong, what, wanted)] = problems_of(picnic)
    assert (file, wrong, what) == (FILE, f"procedures[banc].{key}", found)
    assert wanted == expected or (expected is None and wanted.startswith("l'un de text, "))


def test_nothing_is_conditional_on_rows(picnic: Path) -> None:
    more = '\n[[steps.questions]]\nslug = "more"\nlabel = "Encore ?"\nkind = "text"\n'
    condition = 'shown_if = { question = "guests", values = ["yes"] }\n'
    write_files(picnic, {FILE: BENCH + GUESTS + more + condition})
    assert problems_of(picnic) == [
        (
            FILE,
            "procedures[banc].steps[place].questions[more].shown_if.question",
            "« guests »",
            "une question d'un autre genre que « rows »",
        )
    ]


def test_a_list_shows_rows_in_a_column_and_is_not_arranged_by_them(picnic: Path) -> None:
    column = 'columns = [{ question = "guests", title = "Assis" }]'
    listed = f'theme = "contact"\nroster = {{ title = "Tables", of = "kept", {column} }}'
    edit(picnic, FILE, 'theme = "contact"', listed)
    roster = load_commune(picnic).procedures[0].roster
    assert roster
    assert roster.questions == ("guests",)
    edit(picnic, FILE, column, 'group_by = ["guests"]')
    expected = "une question qui n'est pas de genre « rows », hors des colonnes"
    assert problems_of(picnic) == [(FILE, "procedures[banc].roster", "« guests »", expected)]
