"""A wrong folder is refused with the file, the key, what was found and what was expected."""

from pathlib import Path

import pytest

from communes_config import ConfigurationError, Problem, load_commune

from .folders import ACTIVITY, COMMUNE, PAGES, TARIFF, edit

SLUG_RULE = "un identifiant en minuscules, chiffres et tirets (« accueil-unique »)"
AA = "un contraste d'au moins 4,5:1 (niveau AA)"
TARGETS = (
    "portal:home, portal:news, portal:procedures, portal:activities, portal:cgu, portal:help, "
    "portal:page:… d'une page qui existe, ou une adresse web"
)
STEPS = "welcome, cgu, identity, address, contact, authentication"
MISPLACED = "une clé qui n'a pas sa place ici"
GRID = "chaque quotient à partir de 0 dans une seule tranche"


def problems_of(folder: Path) -> list[tuple[str, str, str, str]]:
    with pytest.raises(ConfigurationError) as refusal:
        load_commune(folder)
    return [(problem.file, problem.key, problem.found, problem.expected) for problem in refusal.value.problems]


def line(name: str) -> str:
    return next(text for text in COMMUNE.splitlines() if text.startswith(f"{name} ="))


# What replaces a line of commune.toml (or is added under a table), then the problem it makes.
COMMUNE_CASES = [
    ("[family]", "[family]\nexpected_minuts = 5", "family.expected_minuts", "une clé inconnue", None),
    (line("name"), "name = 12", "name", "« 12 »", "un texte"),
    (line("name"), "name = { fr = 'S' }", "name", "une table", "un texte"),
    (line("name"), 'name = " "', "name", "«  »", "un texte qui n'est pas vide"),
    (line("name"), 'name = "Sainte-Colline"\nfranceconnect = "oui"', "franceconnect", "« oui »", "true ou false"),
    (line("name"), "", "name", "rien", "cette clé : Nom de la commune"),
    ("[activation]", "[activation]\nlink_hours = true", "activation.link_hours", "true", "un nombre entier"),
    ("[activation]", "[activation]\nlink_hours = false", "activation.link_hours", "false", "un nombre entier"),
    ("[activation]", "[activation]\nlink_hours = 0", "activation.link_hours", "« 0 »", "un nombre de 1 à 168"),
    ("[activation]", "[activation]\nlink_hours = 169", "activation.link_hours", "« 169 »", "un nombre de 1 à 168"),
    (
        "[activation]",
        '[activation]\nmode = "agents"',
        "activation.mode",
        "« agents »",
        "l'un de email_link, agent — vouliez-vous dire « agent » ?",
    ),
    (
        "[activation]",
        '[activation]\ncounting = ["monday 12:00-08:30"]',
        "activation.counting",
        "une liste de 1 élément(s)",
        "« full_days », ou des plages [« monday 08:30-12:00 », …] qui ne se recouvrent pas",
    ),
    (
        "[activation]",
        "[activation]\nreminder_hours = 48",
        "activation.reminder_hours",
        "« 48 »",
        "moins que approval_hours (48)",
    ),
    (
        '[activation]\nservice = "mairie"',
        '[activation]\nservice = "mairi"',
        "activation.service",
        "« mairi »",
        "un service parmi mairie — vouliez-vous dire « mairie » ?",
    ),
    (
        '[family]\nservice = "mairie"',
        '[family]\nservice = "zzz"',
        "family.service",
        "« zzz »",
        "un service parmi mairie",
    ),
    ('[family]\nservice = "mairie"', '[family]\nservice = "M"', "family.service", "« M »", SLUG_RULE),
    (
        "[family]",
        '[family]\nattachments = [{ slug = "a", title = "A" }, { slug = "a", title = "B" }]',
        "family.attachments[a]",
        "2 fois « a »",
        "un identifiant par élément",
    ),
    ("[family]", '[family]\nattachments = "aucune"', "family.attachments", "« aucune »", "une liste"),
    (
        "[family]",
        '[family]\nattachments = [{ title = "A" }]',
        "family.attachments[1].slug",
        "rien",
        "cette clé : Identifiant de la pièce",
    ),
    (
        "[family]",
        '[family]\nsilence = "none"',
        "family.silence",
        "« none »",
        "accept ou refuse : une famille s'accepte ou se refuse",
    ),
    (
        "[family]",
        "[certification]\nevery_months = 5\n[family]",
        "certification.every_months",
        "« 5 »",
        "3, 6, 12, 24 ou 36",
    ),
    (
        "[family]",
        '[certification]\nevery_months = 6\nevery_year_by = "07-15"\n[family]',
        "certification.every_year_by",
        "« 07-15 »",
        "rien, ou pas de every_months : l'un ou l'autre",
    ),
    (
        "[family]",
        '[certification]\nblocks = ["enrolment"]\n[family]',
        "certification.blocks",
        "une liste de 1 élément(s)",
        "rien, ou every_months, ou every_year_by : ce qui n'est pas demandé ne ferme rien",
    ),
    ("[family]", "[family]\nfields = 3", "family.fields", "« 3 »", "une table [family.fields]"),
    (line("primary"), 'primary = "#FFF"', "identity.primary", "« #FFF »", "une couleur « #rrggbb » en minuscules"),
    (line("phone"), 'phone = "0353012525"', "identity.town_hall.phone", "« 0353012525 »", None),
    (line("reply_to"), 'reply_to = "mairie"', "identity.reply_to", "« mairie »", "une adresse électronique"),
    (line("website"), 'website = "sainte-colline.fr"', "identity.website", "« sainte-colline.fr »", None),
    (
        line("insee_code"),
        'insee_code = "26999"',
        "identity.insee_code",
        "« 26999 »",
        "un code INSEE du département 25",
    ),
    (line("school_zone"), "", "territory.school_zone", "rien", "la zone A, B ou C"),
    (line("school_zone"), 'school_zone = "D"', "territory.school_zone", "« D »", "l'un de A, B, C"),
    (
        line("school_zone"),
        'school_zone = "A"\ntime_zone = "Europe/London"',
        "territory.time_zone",
        "« Europe/London »",
        "Europe/Paris pour metropole",
    ),
    (
        line("school_zone"),
        'school_zone = "A"\ncode = "la-reunion"\ntime_zone = "Indian/Reunion"',
        "territory.school_zone",
        "« A »",
        "aucune zone pour la-reunion",
    ),
    (
        line("school_zone"),
        'school_zone = "A"\nextra_closing_days = ["2026-02-30"]',
        "territory.extra_closing_days[1]",
        "« 2026-02-30 »",
        "une date aaaa-mm-jj",
    ),
    (
        line("school_zone"),
        'school_zone = "A"\nextra_closing_days = [2026-05-15, 2026-05-15]',
        "territory.extra_closing_days",
        "une liste de 2 élément(s)",
        "des éléments tous différents",
    ),
    (
        "[family]",
        '[wizard]\nsteps = ["welcome", "identity", "cgu", "address", "contact", "authentication"]\n[family]',
        "wizard.steps",
        "« welcome, identity, cgu, address, contact, authentication »",
        f"cet ordre : {STEPS}",
    ),
    (
        "[family]",
        '[wizard]\nsteps = ["welcome", "cgu", "identity", "address", "authentication"]\n[family]',
        "wizard.steps",
        "« welcome, cgu, identity, address, authentication »",
        "l'étape « contact », indispensable",
    ),
    (
        "[family]",
        '[wizard]\ncgu_at = "first_sign_in"\n[family]',
        "wizard.cgu_at",
        "« first_sign_in »",
        "« wizard » avec une étape « cgu », ou « first_sign_in » sans elle",
    ),
    (
        "[family]",
        '[wizard.fields]\nemail = "optional"\n[family]',
        "wizard.fields.email",
        "« optional »",
        "required : sans lui, pas de compte",
    ),
    ("[family]", '[wizard.fields]\nemial = "required"\n[family]', "wizard.fields.emial", "une clé inconnue", None),
    (
        "[family]",
        '[wizard.fields]\naddress_search = "hidden"\n[family]',
        "wizard.steps",
        "l'étape « address » sans champ visible",
        "un champ visible, ou pas d'étape",
    ),
    ("[family]", "[passwords]\nmin_length = 7\n[family]", "passwords.min_length", "« 7 »", "au moins 8 caractères"),
    (
        "[family]",
        "[passwords]\nmin_length = 8\nupper = 0\ndigit = 0\n[family]",
        "passwords",
        "37,6 bits",
        "au moins 41 bits : plus long, ou plus varié (plancher de la plateforme)",
    ),
    (
        "[family]",
        "[passwords]\nmin_length = 8\nlower = 9\n[family]",
        "passwords",
        "11 caractères imposés",
        "de 0 à min_length (8)",
    ),
    (
        "[family]",
        '[captcha]\ntargets = ["moon"]\n[family]',
        "captcha.targets",
        "« moon »",
        "un des pictogrammes présentés : person, paperclip, music-note, flag, shirt, car, leaf, printer, foot, key, "
        "house, umbrella",
    ),
    (
        "[family]",
        '[captcha]\npictograms = ["key", "car", "flag", "leaf", "foot"]\ntargets = ["key"]\n[family]',
        "captcha.pictograms",
        "5 pictogramme(s)",
        "au moins 6",
    ),
    ("[family]", '[captcha]\ntargets = ["leef"]\n[family]', "captcha.targets", "« leef »", None),
    (
        "[identity]",
        'footer = [{ label = "Aide", target = "portal:page:aides" }]\n[identity]',
        "footer[1].target",
        "« portal:page:aides »",
        f"{TARGETS} — vouliez-vous dire « portal:page:aide » ?",
    ),
    ("[identity]", "footer = []\n[identity]", "footer", "une liste de 0 élément(s)", "au moins un élément"),
    ("[identity]", "activities = []\n[identity]", "activities", MISPLACED, "cette valeur dans catalogue.toml"),
    ("[identity]", 'slug = "autre"\n[identity]', "slug", MISPLACED, "cette valeur dans le nom du dossier"),
    ("[identity]", "news = [1]\n[identity]", "news", MISPLACED, "cette valeur dans le dossier news/"),
    (
        "[identity]",
        '[identity]\nwelcome = "Bonjour"',
        "identity.welcome",
        MISPLACED,
        "cette valeur dans welcome.md",
    ),
    (
        "[[services]]",
        '[[services]]\nslug = "mairie"\nname = "Autre"\nphone = "03 53 01 25 27"\n\n[[services]]',
        "services[mairie]",
        "2 fois « mairie »",
        "un identifiant par élément",
    ),
    (
        "[activation]",
        "[quotient]\nenabled = true\n[activation]",
        "quotient.siret",
        "rien",
        "le SIRET de l'habilitation : sans lui, aucune question n'est acceptée",
    ),
    (
        "[activation]",
        "[quotient]\nsiret = '21330096500019'\n[activation]",
        "quotient.siret",
        "« 21330096500019 »",
        "un SIRET de quatorze chiffres, ou rien",
    ),
    ("[activation]", "[quotient]\nfranceconnect = true\n[activation]", "quotient.franceconnect", "true", None),
    ("[activation]", "[quotient]\nkept_months = 61\n[activation]", "quotient.kept_months", "« 61 »", None),
    ("[activation]", "[enrolment]\nfile_due_by = '02-30'\n[activation]", "enrolment.file_due_by", "« 02-30 »", None),
]


@pytest.mark.parametrize(("old", "new", "key", "found", "expected"), COMMUNE_CASES)
def test_commune_toml(folder: Path, old: str, new: str, key: str, found: str, expected: str | None) -> None:
    text = COMMUNE.replace(old, new, 1)
    (folder / "commune.toml").write_text(text, encoding="utf-8")

    [problem] = problems_of(folder)

    assert problem[:3] == ("commune.toml", key, found)
    assert expected is None or problem[3] == expected


FILE_CASES = [
    ("catalogue.toml", 'service = "mairie"', 'service = "sport"', "activities[cantine].service", "« sport »"),
    ("catalogue.toml", 'tariff = "repas"', 'tariff = "repa"', "activities[cantine].tariff", "« repa »"),
    ("catalogue.toml", 'kind = "canteen"', 'kind = "cantine"', "activities[cantine].kind", "« cantine »"),
    ("catalogue.toml", "min_age = 3", "min_age = 12", "activities[cantine].public.min_age", "« 12 »"),
    ("catalogue.toml", ACTIVITY, ACTIVITY + ACTIVITY, "activities[cantine]", "2 fois « cantine »"),
    ("catalogue.toml", ACTIVITY, "tariffs = []\n" + ACTIVITY, "tariffs", MISPLACED),
    ("catalogue.toml", ACTIVITY, "activites = []\n" + ACTIVITY, "activites", "une clé inconnue"),
    ("tariffs.toml", TARIFF, TARIFF + TARIFF, "tariffs[repas]", "2 fois « repas »"),
    ("tariffs.toml", 'price = "2.10"', 'price = "2.105"', "tariffs[repas].brackets[1].price", "« 2.105 »"),
    ("tariffs.toml", 'price = "2.10"', "price = 2.1", "tariffs[repas].brackets[1].price", "« 2.1 »"),
    ("tariffs.toml", 'price = "2.10"', 'price = "-1"', "tariffs[repas].brackets[1].price", "« -1 »"),
    ("tariffs.toml", "lower = 0", 'lower = "NaN"', "tariffs[repas].brackets[1].lower", "« NaN »"),
    (
        "tariffs.toml",
        "upper = 700",
        "upper = 710",
        "tariffs[repas].brackets",
        "les quotients [700 ; 710[ appartiennent à plusieurs tranches",
    ),
    (
        "tariffs.toml",
        "upper = 700",
        "upper = 690",
        "tariffs[repas].brackets",
        "les quotients [690 ; 700[ n’appartiennent à aucune tranche",
    ),
    ("tariffs.toml", "2026-09-01", '"bientôt"', "tariffs[repas].valid_from", "« bientôt »"),
    ("tariffs.toml", "2026-09-01", "2026-09-01T08:00:00", "tariffs[repas].valid_from", "« 2026-09-01 08:00:00 »"),
    ("cgu.md", 'version = "2026-09"\n', "", "cgu.version", "rien"),
    ("cgu.md", "## Objet", "# Objet", "cgu.markdown", "« # Objet Le portail de Sainte-Colline. »"),
    ("cgu.md", "+++\nversion", "version", "en-tête", "un en-tête absent ou ouvert"),
    ("pages/aide.md", 'title = "aide"', 'titre = "aide"', "pages.aide.titre", "une clé inconnue"),
    ("pages/aide.md", 'title = "aide"', 'title = "aide"\nslug = "secours"', "slug", MISPLACED),
    ("pages/aide.md", 'title = "aide"', 'title = "aide"\nmarkdown = "Texte"', "markdown", MISPLACED),
    ("pages/aide.md", "+++\ntitle", "title", "en-tête", "un en-tête absent ou ouvert"),
    ("cgu.md", "Le portail", "[Là](/pages/aides/) le portail", "cgu.markdown", "un lien vers /pages/aides/"),
    ("news/ouverture.md", "Il est", "[Il](/pages/x/)", "news[ouverture].body", "un lien vers /pages/x/"),
    ("news/ouverture.md", "2026-09-01", '"hier"', "news[ouverture].published_on", "« hier »"),
    ("news/ouverture.md", "2026-09-01", "2026-09-01\nuntil = 2026-08-31", "news[ouverture].until", "« 2026-08-31 »"),
    ("news/ouverture.md", "2026-09-01", '2026-09-01\nschools = ["lilas"]', "news[ouverture].schools", "« lilas »"),
    (
        "news/ouverture.md",
        "2026-09-01",
        '2026-09-01\nactivities = ["judo"]',
        "news[ouverture].activities",
        "« judo »",
    ),
    ("logo.svg", "<circle", '<circle onclick="x()"', "identity.logo_svg", "un attribut « onclick »"),
]


@pytest.mark.parametrize(("file", "old", "new", "key", "found"), FILE_CASES)
def test_other_files(folder: Path, file: str, old: str, new: str, key: str, found: str) -> None:
    edit(folder, file, old, new)
    assert problems_of(folder)[0][:3] == (file, key, found)


@pytest.mark.parametrize("slug", PAGES)
def test_missing_legal_page(folder: Path, slug: str) -> None:
    (folder / f"pages/{slug}.md").unlink()
    problems = problems_of(folder)
    assert problems[0] == (f"pages/{slug}.md", f"pages.{slug}", "rien", f"le fichier pages/{slug}.md")


@pytest.mark.parametrize(
    ("file", "key", "expected"),
    [
        ("cgu.md", "cgu", "cette clé : Conditions générales d'utilisation, dans cgu.md"),
        ("logo.svg", "identity.logo_svg", "cette clé : Logo, dans le fichier logo.svg"),
        ("welcome.md", "identity.welcome", "cette clé : Message d'accueil en Markdown, dans le fichier welcome.md"),
        ("commune.toml", "fichier", "ce fichier dans sainte-colline/"),
    ],
)
def test_missing_file(folder: Path, file: str, key: str, expected: str) -> None:
    (folder / file).unlink()
    assert problems_of(folder) == [(file, key, "rien", expected)]


def test_folder_that_does_not_exist(tmp_path: Path) -> None:
    problems = problems_of(tmp_path / "nulle-part")
    assert problems[0] == ("commune.toml", "fichier", "rien", "ce fichier dans nulle-part/")


def test_unknown_file(folder: Path) -> None:
    (folder / "cgu.txt").write_text("", encoding="utf-8")
    [(file, key, found, expected)] = problems_of(folder)
    assert (file, key, found) == ("cgu.txt", "fichier", "un fichier inconnu")
    assert expected.endswith("— vouliez-vous dire « cgu.md » ?")


def test_broken_toml_is_reported_once(folder: Path) -> None:
    (folder / "commune.toml").write_text('name = "Sainte-Colline\n', encoding="utf-8")
    [(file, key, _, expected)] = problems_of(folder)
    assert (file, key, expected) == ("commune.toml", "syntaxe", "du TOML valide")


def test_file_that_is_not_utf8(folder: Path) -> None:
    (folder / "welcome.md").write_bytes("Été".encode("latin-1"))
    assert problems_of(folder) == [("welcome.md", "encodage", "un texte qui n'est pas en UTF-8", "de l'UTF-8")]


def test_table_expected(folder: Path) -> None:
    (folder / "commune.toml").write_text('name = "S"\nidentity = "mairie"\nterritory = 3\n', encoding="utf-8")
    problems = problems_of(folder)
    assert ("commune.toml", "identity", "« mairie »", "une table [identity]") in problems
    assert ("commune.toml", "territory", "« 3 »", "une table [territory]") in problems


@pytest.mark.parametrize(
    ("colour", "ratio"),
    [("#ffcc00", "1,51"), ("#777777", "4,48")],
)
def test_contrast_below_aa(folder: Path, colour: str, ratio: str) -> None:
    edit(folder, "commune.toml", line("accent"), f'accent = "{colour}"')
    assert problems_of(folder)[0] == (
        "commune.toml",
        "identity.accent",
        f"« {colour} », contraste {ratio}:1 sur fond blanc",
        AA,
    )


def test_colour_that_reads_on_white_only(folder: Path) -> None:
    edit(folder, "commune.toml", line("accent"), 'accent = "#747474"')
    [(_, key, found, _)] = problems_of(folder)
    assert (key, found) == ("identity.accent", "« #747474 », contraste 4,25:1 sur sa teinte claire")


def test_every_problem_is_told_at_once(folder: Path) -> None:
    edit(folder, "commune.toml", line("primary"), 'primary = "#ffff00"')
    edit(folder, "commune.toml", line("school_zone"), 'school_zone = "Z"')
    edit(folder, "catalogue.toml", 'kind = "canteen"', 'kind = "repas"')
    edit(folder, "tariffs.toml", "upper = 700", "upper = 600")
    (folder / "pages/contacts.md").unlink()
    assert {file for file, *_ in problems_of(folder)} == {
        "commune.toml",
        "catalogue.toml",
        "tariffs.toml",
        "pages/contacts.md",
    }


def test_refusal_reads_as_sentences() -> None:
    problem = Problem(file="commune.toml", key="name", found="rien", expected="un texte")
    error = ConfigurationError(commune="fresnes", problems=[problem])
    assert str(error) == (
        "La configuration de « fresnes » est refusée.\n- commune.toml : name : trouvé rien ; attendu un texte"
    )
    assert error.code == "configuration_error"
