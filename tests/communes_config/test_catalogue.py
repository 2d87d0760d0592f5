"""A catalogue: what it may say, what is refused with its key, what an operator is warned of."""

from dataclasses import replace
from datetime import datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from communes_config import COMMUNES, ConfigurationError, load_commune, warnings
from communes_config.schema import Activity, CommuneConfig, Group, Public
from core.care_plans import Closed
from core.eligibility import AgeDay, Audience
from core.schooling import Level, SchoolKind

from .folders import write_files

CATALOGUE = """\
[[sites]]
slug = "bourg"
name = "Écoles du bourg"

[[schools]]
slug = "maternelle"
name = "Maternelle du bourg"
kind = "public"
levels = ["ps", "ms", "gs"]
site = "bourg"
next_school = "elementaire"

[[schools]]
slug = "elementaire"
name = "Élémentaire du bourg"
kind = "public"
levels = ["cp", "ce1"]
site = "bourg"
sectors = [{ postal_code = "25990", street = "rue du Puits", numbers = "odd", first = 1, last = 19 }]

[[periods]]
slug = "annee"
title = "Année 2026-2027"
kind = "school_year"
school_year = "2026-2027"
first_day = 2026-09-01
last_day = 2027-07-02

[[authorisations]]
slug = "image"
title = "Publier l'image"
text = "La commune peut publier une photo."
version = "2026-09"
dated = 2026-09-01

[[enrolment_attachments]]
slug = "assurance"
title = "Assurance"
required = true

[[activities]]
slug = "cantine"
title = "Cantine"
kind = "canteen"
summary = "Le repas de midi."
public = { min_age = 3, max_age = 11, age_on = "end_of_year", school = "public", levels = ["gs", "cp"] }
service = "mairie"
booking = "daily"
tariff = "repas"
sites = ["bourg"]
periods = ["annee"]
groups = [
  { slug = "gs", title = "GS", levels = ["gs"], capacity = 20, site = "bourg" },
  { slug = "cp", title = "CP", levels = ["cp"] },
]
units = [{ slug = "midi", title = "Midi", starts = "12:00", ends = "13:30", meal = true }]
windows = [{ opens = "2026-08-21 07:00", closes = 2026-09-30T00:00:00, audience = "residents", periods = ["annee"] }]
authorisations = ["image"]
authorised_persons = "optional"
attachments = ["assurance"]
pai = { asked = true, blocks_until_signed = true, packed_lunch = true }
rules_to_read = ["aide"]
"""


@pytest.fixture
def folder(folder: Path) -> Path:
    return write_files(folder, {"catalogue.toml": CATALOGUE})


def test_a_catalogue_says_everything(folder: Path) -> None:
    config = load_commune(folder)
    [canteen] = config.activities
    assert (canteen.public.age_on, canteen.public.school, canteen.public.levels) == (
        AgeDay.END_OF_YEAR,
        SchoolKind.PUBLIC,
        (Level.GS, Level.CP),
    )
    assert (canteen.units[0].starts, canteen.units[0].ends) == (time(12, 0), time(13, 30))
    [window] = canteen.windows
    zone = ZoneInfo("Europe/Paris")
    assert window.in_zone(zone).opens == datetime(2026, 8, 21, 7, tzinfo=zone)
    assert window.in_zone(zone).closes == datetime(2026, 9, 30, tzinfo=zone)
    assert window.audience is Audience.RESIDENTS
    assert [kind.title for kind in config.attachments_of(canteen)] == ["Assurance"]
    assert [asked.title for asked in config.authorisations_of(canteen)] == ["Publier l'image"]


def test_a_catalogue_survives_the_database_and_the_export(folder: Path, tmp_path: Path) -> None:
    config = load_commune(folder)
    assert CommuneConfig.from_json(config.to_json()) == config
    again = write_files(tmp_path / "copie" / config.slug, config.to_files())
    assert load_commune(again) == config


def test_a_configuration_stored_before_the_catalogue_still_loads() -> None:
    stored = load_commune(COMMUNES / "fresnes").to_json()
    for name in ("sites", "schools", "periods", "authorisations", "enrolment_attachments"):
        del stored[name]
    kept = ("slug", "title", "kind", "summary", "public", "service", "booking", "tariff")
    stored["activities"] = [{name: activity[name] for name in kept} for activity in stored["activities"]]
    config = CommuneConfig.from_json(stored)
    assert (config.sites, config.activities[0].groups, config.activities[0].pai.asked) == ((), (), False)


PROBLEMS = [
    ('slug = "bourg"', 'slug = "Bourg"', "sites[Bourg].slug", "« Bourg »"),
    ('levels = ["cp", "ce1"]', 'levels = ["cp", "ce7"]', "schools[elementaire].levels[2]", "« ce7 »"),
    ('next_school = "elementaire"', 'next_school = "college"', "schools[maternelle].next_school", "« college »"),
    ('levels = ["ps", "ms", "gs"]', 'levels = ["ps"]', "schools[maternelle].next_school", "« elementaire »"),
    ('levels = ["ps", "ms", "gs"]', 'levels = ["tle"]', "schools[maternelle].next_school", "« elementaire »"),
    ("first = 1,", "first = 21,", "schools[elementaire].sectors[1].first", "« 21 »"),
    (
        'postal_code = "25990", street = "rue du Puits",',
        "",
        "schools[elementaire].sectors[1]",
        "rien",
    ),
    ('school_year = "2026-2027"', 'school_year = "2026-2028"', "periods[annee].school_year", "« 2026-2028 »"),
    ("last_day = 2027-07-02", "last_day = 2026-07-02", "periods[annee].first_day", "« 2026-09-01 »"),
    ('sites = ["bourg"]', 'sites = ["bour"]', "activities[cantine].sites", "« bour »"),
    ('periods = ["annee"]\ngroups', 'periods = ["ete"]\ngroups', "activities[cantine].periods", "« ete »"),
    ('school = "public"', 'schools = ["lycee"]', "activities[cantine].public.schools", "« lycee »"),
    ('school = "public"', 'residence = ["2599"]', "activities[cantine].public.residence", "une liste de 1 élément(s)"),
    ('levels = ["cp"] }', 'levels = ["cm2"] }', "activities[cantine].groups[cp].levels", "« cm2 »"),
    ('levels = ["cp"] }', "min_age = 12 }", "activities[cantine].groups[cp].min_age", "« 12 »"),
    ('levels = ["cp"] }', "min_age = 8, max_age = 6 }", "activities[cantine].groups[cp].min_age", "« 8 »"),
    ('levels = ["cp"] }', 'schools = ["lycee"] }', "activities[cantine].groups[cp].schools", "« lycee »"),
    ('slug = "cp", title', 'slug = "gs", title', "activities[cantine].groups[gs]", "2 fois « gs »"),
    ('site = "bourg" }', 'site = "gymnase" }', "activities[cantine].groups[gs].site", "« gymnase »"),
    ("capacity = 20", "capacity = 0", "activities[cantine].groups[gs].capacity", "« 0 »"),
    ('ends = "13:30"', 'ends = "12:00"', "activities[cantine].units[midi].starts", "« 12:00:00 »"),
    ('starts = "12:00"', 'starts = "midi"', "activities[cantine].units[midi].starts", "« midi »"),
    ('starts = "12:00"', 'starts = "12:00:30"', "activities[cantine].units[midi].starts", "« 12:00:30 »"),
    ('"2026-08-21 07:00"', '"21/08/2026 7 h"', "activities[cantine].windows[1].opens", "« 21/08/2026 7 h »"),
    (
        '"2026-08-21 07:00"',
        '"2026-08-21 07:00+02:00"',
        "activities[cantine].windows[1].opens",
        "« 2026-08-21 07:00+02:00 »",
    ),
    ('"2026-08-21 07:00"', '"2026-09-30 00:00"', "activities[cantine].windows[1].opens", "« 2026-09-30 00:00:00 »"),
    (
        'opens = "2026-08-21 07:00", closes = 2026-09-30T00:00:00, audience',
        "audience",
        "activities[cantine].windows[1]",
        "rien",
    ),
    ('periods = ["annee"] }', 'periods = ["ete"] }', "activities[cantine].windows[1].periods", "« ete »"),
    ('authorisations = ["image"]', 'authorisations = ["imge"]', "activities[cantine].authorisations", "« imge »"),
    ('attachments = ["assurance"]', 'attachments = ["rib"]', "activities[cantine].attachments", "« rib »"),
    ('rules_to_read = ["aide"]', 'rules_to_read = ["reglement"]', "activities[cantine].rules_to_read", "« reglement »"),
    ("asked = true,", "demande = true,", "activities[cantine].pai.demande", "une clé inconnue"),
    ("blocks_until_signed = true", 'closes = "repas"', "activities[cantine].pai.closes", "« repas »"),
    ('version = "2026-09"', 'version = "v1"', "authorisations[image].version", "« v1 »"),
]


@pytest.mark.parametrize(("old", "new", "key", "found"), PROBLEMS)
def test_what_cannot_hold_together_is_refused_by_its_name(
    folder: Path, old: str, new: str, key: str, found: str
) -> None:
    write_files(folder, {"catalogue.toml": CATALOGUE.replace(old, new, 1)})
    with pytest.raises(ConfigurationError) as refusal:
        load_commune(folder)
    assert ("catalogue.toml", key, found) in [
        (problem.file, problem.key, problem.found) for problem in refusal.value.problems
    ]


@pytest.mark.parametrize(("meal", "refused"), [("true", []), ("false", ["activities[cantine].pai.closes"])])
def test_only_an_activity_with_a_meal_closes_its_meals(folder: Path, meal: str, refused: list[str]) -> None:
    closing = CATALOGUE.replace("pai = { asked = true,", 'pai = { closes = "meals",')
    write_files(folder, {"catalogue.toml": closing.replace("meal = true", f"meal = {meal}")})
    found = []
    try:
        config = load_commune(folder)
    except ConfigurationError as refusal:
        found = [problem.key for problem in refusal.problems]
    else:
        assert config.activities[0].pai.closes is Closed.MEALS
    assert found == refused


def test_two_school_years_of_one_name_are_refused(folder: Path) -> None:
    again = CATALOGUE[CATALOGUE.index("[[periods]]") : CATALOGUE.index("[[authorisations]]")]
    write_files(folder, {"catalogue.toml": CATALOGUE + again.replace('"annee"', '"autre"')})
    with pytest.raises(ConfigurationError) as refusal:
        load_commune(folder)
    assert [problem.expected for problem in refusal.value.problems] == ["une seule par année scolaire"] * 2


def test_an_unknown_slug_is_answered_with_the_nearest(folder: Path) -> None:
    write_files(folder, {"catalogue.toml": CATALOGUE.replace('sites = ["bourg"]', 'sites = ["bour"]')})
    with pytest.raises(ConfigurationError) as refusal:
        load_commune(folder)
    assert refusal.value.problems[0].expected == "un lieu de sites (bourg) — vouliez-vous dire « bourg » ?"


def advice(config: CommuneConfig, activity: Activity) -> list[str]:
    found = warnings(replace(config, activities=(activity,)))
    return [warning.message for warning in found if warning.key == f"activities[{activity.slug}].groups"]


def test_children_whom_no_group_takes_are_pointed_out(folder: Path) -> None:
    config = load_commune(folder)
    [canteen] = config.activities
    assert advice(config, canteen) == []
    no_cp = replace(canteen, groups=canteen.groups[:1])
    assert advice(config, no_cp) == [
        "Aucun groupe ne prend un élève de CP : la famille ne pourra pas l'inscrire elle-même."
    ]
    by_age = replace(
        canteen,
        public=Public(min_age=3, max_age=5),
        groups=(Group(slug="a", title="A", max_age=3), Group(slug="b", title="B", min_age=5)),
    )
    assert advice(config, by_age) == [
        "Aucun groupe ne prend un enfant de 4 ans : la famille ne pourra pas l'inscrire elle-même."
    ]
    by_school = replace(
        canteen,
        public=Public(min_age=3, max_age=11, schools=("maternelle", "elementaire")),
        groups=(Group(slug="a", title="A", schools=("maternelle",)),),
    )
    assert advice(config, by_school) == [
        "Aucun groupe ne prend un élève de l'école « elementaire » : la famille ne pourra pas l'inscrire elle-même."
    ]


def test_children_whom_two_groups_take_are_pointed_out(folder: Path) -> None:
    config = load_commune(folder)
    both = replace(
        config.activities[0],
        public=Public(min_age=3, max_age=5),
        groups=(Group(slug="a", title="A", max_age=4), Group(slug="b", title="B", min_age=4)),
    )
    assert advice(config, both) == ["Un même enfant peut aller dans « a » et « b » : la famille choisira."]


@pytest.mark.parametrize("slug", ["fresnes", "villefranque", "villennes-sur-seine", "carbon-blanc"])
def test_the_four_communes_leave_no_child_without_a_group(slug: str) -> None:
    found = [warning for warning in warnings(load_commune(COMMUNES / slug)) if warning.key.startswith("activities")]
    assert found == []


def test_villefranque_enrols_as_its_guide_says() -> None:
    config = load_commune(COMMUNES / "villefranque")
    canteen = config.activities[0]
    year = next(period for period in config.periods if period.slug == "annee-2026-2027")
    assert (year.first_day.strftime("%d/%m"), year.last_day.strftime("%d/%m")) == ("02/09", "04/07")
    assert "Grande section" in [group.title for group in canteen.groups]
    assert [unit.title for unit in canteen.units] == ["Menu classique", "Menu végétarien"]
    assert [asked.slug for asked in config.authorisations_of(canteen)] == [
        "sortir-seul",
        "image-presse",
        "filmer-photographier",
        "image-supports",
        "soins-urgence",
    ]
    required = [kind.slug for kind in config.attachments_of(canteen) if kind.required]
    assert required == ["justificatif-de-domicile", "livret-de-famille"]
    assert (canteen.pai.asked, canteen.pai.blocks_until_signed, canteen.pai.packed_lunch) == (True, True, True)
    assert {school.kind for school in config.schools} == {SchoolKind.PUBLIC, SchoolKind.PRIVATE}
