"""The procedures a commune offers: the library's, its own, and what is refused in their files."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from communes_config import CommuneConfig, ConfigurationError, library, load_commune
from communes_config.schema import About, Audience, ProcedureDefinition, Theme
from communes_config.schema.procedures import HANDLERS
from core.forms import Condition, FromToday, Kind
from core.openings import Opening

from .folders import edit, write_files
from .test_refusals import problems_of

LIBRARY = sorted(library.trees())
BENCH = """\
title = "Demander un banc"
summary = "Un banc devant chez vous."
theme = "contact"
service = "mairie"
opens = [{ first = "03-01", last = "05-31" }]
attachments = [
  { slug = "photo", title = "Photo", required = true, shown_if = { question = "shade", values = ["yes"] } },
]
statements = [{ slug = "truth", text = "Je certifie ces réponses exactes" }]
rules_to_read = [{ page = "aide", title = "Charte des bancs" }]

[[steps]]
slug = "place"
title = "L'endroit"

[[steps.questions]]
slug = "shade"
label = "À l'ombre ?"
kind = "yes_no"

[[steps.questions]]
slug = "tree"
label = "Quel arbre ?"
kind = "choice"
shown_if = { question = "shade", values = ["yes"] }
options = [{ value = "oak", label = "Chêne" }, { value = "lime", label = "Tilleul" }]

[[steps.questions]]
slug = "from"
label = "À partir du"
kind = "date"
earliest = "today+7"
latest = "2030-12-31"

[[steps.questions]]
slug = "seats"
label = "Nombre de places"
kind = "number"
minimum = 1
maximum = 4
"""
FILE = "procedures/banc.toml"


@pytest.fixture
def bench(folder: Path) -> Path:
    return write_files(folder, {FILE: BENCH})


def offer(folder: Path, *slugs: str) -> None:
    edit(folder, "commune.toml", "[[services]]", f"[procedures]\noffered = {json.dumps(slugs)}\n\n[[services]]")


def reload(config: CommuneConfig, folder: Path) -> CommuneConfig:
    return load_commune(write_files(folder / config.slug, config.to_files()))


def test_commune_offers_nothing_unless_it_says_so(folder: Path) -> None:
    assert load_commune(folder).procedures == ()


@pytest.mark.parametrize("slug", LIBRARY)
def test_each_procedure_of_the_library_can_be_offered(folder: Path, tmp_path: Path, slug: str) -> None:
    definition = library.get(slug)
    assert definition
    pages = {f"pages/{text.page}.md": '+++\ntitle = "Règlement"\n+++\n\nTexte.\n' for text in definition.rules_to_read}
    write_files(folder, {name: text for name, text in pages.items() if not (folder / name).exists()})
    offer(folder, slug)
    config = load_commune(folder)
    assert config.procedures == (definition,)
    assert config.procedure(slug) == definition
    exported = config.to_files()
    assert f"procedures/{slug}.toml" not in exported
    assert reload(config, tmp_path / "export") == config


def test_commune_writes_a_procedure_of_its_own(bench: Path, tmp_path: Path) -> None:
    config = load_commune(bench)
    [procedure] = config.procedures
    assert (procedure.slug, procedure.version, procedure.theme) == ("banc", 1, Theme.CONTACT)
    assert (procedure.handler, procedure.audience, procedure.about) == ("record", Audience.CITIZEN, About.NOTHING)
    assert reload(config, tmp_path / "export") == config
    assert CommuneConfig.from_json(json.loads(json.dumps(config.to_json()))) == config


def test_commune_completes_a_procedure_of_the_library(folder: Path, tmp_path: Path) -> None:
    offer(folder, "avis")
    write_files(folder, {"procedures/avis.toml": 'service = "mairie"\nversion = 2\nrepeatable = false\n'})
    config = load_commune(folder)
    [notice] = config.procedures
    platform = library.get("avis")
    assert platform
    assert (notice.service, notice.version, notice.repeatable) == ("mairie", 2, False)
    assert (notice.title, notice.steps) == (platform.title, platform.steps)
    written = config.to_files()["procedures/avis.toml"]
    assert sorted(written.splitlines()) == ["repeatable = false", 'service = "mairie"', "version = 2"]
    assert reload(config, tmp_path / "export") == config


def test_procedures_are_in_the_order_of_the_offer_then_of_the_files(bench: Path) -> None:
    write_files(bench, {"procedures/abri.toml": BENCH})
    offer(bench, "banc", "avis")
    assert [procedure.slug for procedure in load_commune(bench).procedures] == ["banc", "avis", "abri"]


def test_stored_configuration_from_before_procedures_offers_none(bench: Path) -> None:
    stored: dict[str, Any] = load_commune(bench).to_json()
    del stored["procedures"]
    assert CommuneConfig.from_json(stored).procedures == ()


def test_form_of_a_procedure(bench: Path) -> None:
    [procedure] = load_commune(bench).procedures
    form = procedure.form()
    assert [step.slug for step in form.steps] == ["place", "engagements"]
    tree, start = form.question("tree"), form.question("from")
    assert tree
    assert (tree.shown_if, [option.value for option in tree.options]) == (
        Condition(question="shade", values=("yes",)),
        ["oak", "lime"],
    )
    assert start
    assert (start.minimum, start.maximum) == (FromToday(days=7), date(2030, 12, 31))
    [charter, truth] = form.steps[1].questions
    assert (charter.slug, charter.kind, charter.link) == ("rules-aide", Kind.STATEMENT, "/pages/aide/")
    assert (truth.slug, truth.label) == ("statement-truth", "Je certifie ces réponses exactes")


def test_procedure_opens_on_its_days(bench: Path) -> None:
    [procedure] = load_commune(bench).procedures
    assert procedure.opening(date(2026, 2, 28)) == Opening(is_open=False, opens_on=date(2026, 3, 1))
    assert procedure.opening(date(2026, 3, 1)) == Opening(is_open=True, closes_on=date(2026, 5, 31))


PLACE = "procedures[banc].steps[place].questions"
# What replaces a text of the procedure, then the key it makes wrong, what was found, what is expected.
REFUSALS = [
    (
        'service = "mairie"',
        'service = "mairi"',
        "service",
        "« mairi »",
        "un service parmi mairie — vouliez-vous dire « mairie » ?",
    ),
    (
        'page = "aide"',
        'page = "aid"',
        "rules_to_read[aid].page",
        "« aid »",
        "une page qui existe — vouliez-vous dire « aide » ?",
    ),
    (
        'question = "shade", values = ["yes"] } },',
        'question = "shadow", values = ["yes"] } },',
        "attachments[photo].shown_if.question",
        "« shadow »",
        "une question posée avant — vouliez-vous dire « shade » ?",
    ),
    (
        'shown_if = { question = "shade", values = ["yes"] }\noptions',
        'shown_if = { question = "seats", values = ["1"] }\noptions',
        "steps[place].questions[tree].shown_if.question",
        "« seats »",
        "une question posée avant",
    ),
    (
        'shown_if = { question = "shade", values = ["yes"] }\noptions',
        'shown_if = { question = "shade", values = ["oui"] }\noptions',
        "steps[place].questions[tree].shown_if.values",
        "« oui »",
        "une réponse de « shade » : yes, no",
    ),
    ('slug = "seats"', 'slug = "tree"', "questions[tree]", "2 fois « tree »", "un identifiant par élément"),
    ('value = "lime"', 'value = "oak"', "questions[tree].options[oak]", "2 fois « oak »", "un identifiant par élément"),
    (
        'slug = "seats"',
        'slug = "children"',
        "steps[place].questions[children].slug",
        "« children »",
        "un autre identifiant : celui-ci est réservé",
    ),
    (
        'slug = "place"',
        'slug = "engagements"',
        "steps[engagements].slug",
        "« engagements »",
        "un autre nom : celui-ci est réservé",
    ),
    (
        'theme = "contact"',
        'theme = "contact"\nabout = "child"',
        "audience",
        "« citizen »",
        "representative : seul un représentant du foyer a des enfants à choisir",
    ),
    (
        'theme = "contact"',
        'theme = "contact"\nparental_authority = true',
        "parental_authority",
        "true",
        "false, ou about = child ou children : la démarche ne concerne aucun enfant",
    ),
    (
        'last = "05-31"',
        'last = "2026-05-31"',
        "opens[1]",
        "« 03-01, 2026-05-31 »",
        "deux dates écrites de la même façon",
    ),
    ('first = "03-01", last = "05-31"', "", "opens[1]", "rien", "first, last, ou les deux"),
    (
        'first = "03-01", last = "05-31"',
        'first = "2026-03-02", last = "2026-03-01"',
        "opens[1].last",
        "« 2026-03-01 »",
        "un jour à partir de 2026-03-02",
    ),
    (
        'first = "03-01"',
        'first = "02-30"',
        "opens[1].first",
        "« 02-30 »",
        "un jour « aaaa-mm-jj », ou « mm-jj » s'il revient chaque année",
    ),
    (
        'latest = "2030-12-31"',
        'latest = "2030-02-30"',
        "steps[place].questions[from].latest",
        "« 2030-02-30 »",
        "une date « aaaa-mm-jj », « today », « today+7 » ou « today-3 »",
    ),
    (
        'earliest = "today+7"',
        'earliest = "2031-01-01"',
        "steps[place].questions[from].latest",
        "« 2030-12-31 »",
        "un jour à partir de 2031-01-01",
    ),
    ("minimum = 1", "minimum = 5", "steps[place].questions[seats].minimum", "« 5 »", "au plus maximum (4)"),
    (
        'options = [{ value = "oak", label = "Chêne" }, { value = "lime", label = "Tilleul" }]',
        "",
        "steps[place].questions[tree].options",
        "rien",
        "au moins une réponse à choisir",
    ),
    (
        "minimum = 1",
        'options = [{ value = "one", label = "1" }]',
        "steps[place].questions[seats].options",
        "une liste de 1 élément(s)",
        "rien, pour une question « number »",
    ),
    (
        'theme = "contact"',
        'theme = "garden"',
        "theme",
        "« garden »",
        "l'un de family, school, childcare, account, rights, contact",
    ),
    (
        'theme = "contact"',
        'theme = "contact"\nhandler = "enrollment"',
        "handler",
        "« enrollment »",
        f"un traitement parmi {', '.join(HANDLERS)} — vouliez-vous dire « enrolment » ?",
    ),
    (
        'title = "Photo", required',
        'title = "Photo", document = "facture-eau", required',
        "attachments[photo].document",
        "« facture-eau »",
        "un genre de documents.toml",
    ),
    (
        'theme = "contact"',
        'theme = "contact"\nsilence = "none"\ndecided_at_once = true',
        "silence",
        "« none »",
        "accept ou refuse : l'acceptation de cette démarche fait quelque chose",
    ),
    (
        'theme = "contact"',
        'theme = "contact"\nsatisfaction = "treee"',
        "satisfaction",
        "« treee »",
        "une question à choix unique de la démarche — vouliez-vous dire « tree » ?",
    ),
    (
        'theme = "contact"',
        'theme = "contact"\nroster = { title = "Bancs", of = "accepted", group_by = ["shadow"] }',
        "roster",
        "« shadow »",
        "une question de la démarche — vouliez-vous dire « shade » ?",
    ),
    (
        'theme = "contact"',
        'theme = "contact"\nroster = { title = "Bancs", of = "kept", group_by = ["shade", "tree", "seats"] }',
        "roster.group_by",
        "3",
        "2 questions au plus",
    ),
]


@pytest.mark.parametrize(("old", "new", "key", "found", "expected"), REFUSALS)
def test_wrong_procedure_names_its_file_and_key(
    bench: Path, old: str, new: str, key: str, found: str, expected: str
) -> None:
    edit(bench, FILE, old, new)
    assert problems_of(bench) == [(FILE, f"procedures[banc].{key}", found, expected)]


def test_choices_of_a_handler_need_not_be_written(bench: Path) -> None:
    edit(bench, FILE, 'theme = "contact"', 'theme = "contact"\nhandler = "school_enrolment"')
    edit(bench, FILE, 'options = [{ value = "oak", label = "Chêne" }, { value = "lime", label = "Tilleul" }]', "")
    assert load_commune(bench).procedures[0].handler == "school_enrolment"


def test_file_carries_its_name(bench: Path) -> None:
    edit(bench, FILE, 'theme = "contact"', 'theme = "contact"\nslug = "siege"')
    assert problems_of(bench) == [
        (FILE, "slug", "une clé qui n'a pas sa place ici", "cette valeur dans le nom du fichier")
    ]


def test_declaration_of_the_family_keeps_its_name(folder: Path) -> None:
    write_files(folder, {"procedures/famille.toml": BENCH})
    expected = "un autre nom de fichier : celui-ci est réservé"
    assert problems_of(folder) == [("procedures/famille.toml", "procedures[famille].slug", "« famille »", expected)]


@pytest.mark.parametrize(
    ("table", "key", "found", "expected"),
    [
        ("procedures = 3", "procedures", "« 3 »", "une table [procedures]"),
        ("procedures.offert = []", "procedures.offert", "une clé inconnue", "la seule clé offered"),
        ('procedures.offered = "avis"', "procedures.offered", "« avis »", "une liste de textes"),
    ],
)
def test_offer_that_cannot_be_read(folder: Path, table: str, key: str, found: str, expected: str) -> None:
    edit(folder, "commune.toml", 'name = "Sainte-Colline"\n\n', f'name = "Sainte-Colline"\n{table}\n\n')
    assert problems_of(folder) == [("commune.toml", key, found, expected)]


def test_offer_of_a_procedure_that_nobody_wrote(folder: Path) -> None:
    offer(folder, "aviss")
    [(file, key, found, expected)] = problems_of(folder)
    assert (file, key, found) == ("commune.toml", "procedures.offered", "« aviss »")
    assert expected.endswith("— vouliez-vous dire « avis » ?")


def test_file_of_another_kind_among_procedures_is_refused(folder: Path) -> None:
    write_files(folder, {"procedures/banc.md": "Un banc"})
    [(file, key, found, _)] = problems_of(folder)
    assert (file, key, found) == ("procedures/banc.md", "fichier", "un fichier inconnu")


def test_library_that_cannot_be_read_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "trees", lambda: {"vide": {}})
    with pytest.raises(ConfigurationError) as refusal:
        library.get.__wrapped__("vide")
    assert {problem.file for problem in refusal.value.problems} == {"procedures/vide.toml"}


def test_library_does_not_know_everything() -> None:
    assert library.get("banc") is None
    assert isinstance(library.get("avis"), ProcedureDefinition)
