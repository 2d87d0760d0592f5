"""A configuration keeps its meaning in the database, in files, and when it is compared."""

import json
from dataclasses import replace
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communes_config import COMMUNES, Change, CommuneConfig, ConfigurationError, available, defaults, diff, load_commune
from communes_config.schema import FamilyField, FieldName, HelpEntry, Page, SchoolZone
from core.business_hours import Counting, ServiceHours
from core.passwords import PasswordPolicy

from .folders import edit, write_files

FRESNES = load_commune(COMMUNES / "fresnes")
LINES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).map(lambda text: f"x{text}x")
SLUGS = st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True)
HOURS = ServiceHours.every_weekday((time(8, 30), time(12)), (time(13, 30), time(17, 30)))


@st.composite
def configurations(draw: st.DrawFn) -> CommuneConfig:
    identity = replace(FRESNES.identity, portal_name=draw(LINES), welcome=draw(LINES))
    days = draw(st.lists(st.dates(date(2020, 1, 1), date(2040, 1, 1)), unique=True, max_size=5))
    activation = replace(
        FRESNES.activation,
        counting=draw(st.sampled_from([Counting.FULL_DAYS, HOURS])),
        approval_hours=draw(st.integers(13, 240)),
    )
    pages = {
        slug: Page(slug=slug, title=draw(LINES), markdown=draw(LINES)) for slug in draw(st.sets(SLUGS, max_size=3))
    }
    return replace(
        FRESNES,
        franceconnect=draw(st.booleans()),
        identity=identity,
        territory=replace(
            FRESNES.territory, extra_closing_days=tuple(days), school_zone=draw(st.sampled_from(SchoolZone))
        ),
        passwords=PasswordPolicy(
            draw(st.integers(12, 30)), lower=draw(st.integers(1, 4)), digit=draw(st.integers(1, 4))
        ),
        activation=activation,
        pages={**FRESNES.pages, **pages},
        help=tuple(HelpEntry(question=draw(LINES), answer=draw(LINES)) for _ in range(draw(st.integers(0, 2)))),
    )


def reload(config: CommuneConfig, folder: Path) -> CommuneConfig:
    return load_commune(write_files(folder / config.slug, config.to_files()))


@given(configurations())
def test_json_gives_the_same_configuration_back(config: CommuneConfig) -> None:
    stored = json.loads(json.dumps(config.to_json()))
    assert CommuneConfig.from_json(stored) == config
    assert CommuneConfig.from_json(stored).digest == config.digest


@given(config=configurations())
def test_files_give_the_same_configuration_back(
    tmp_path_factory: pytest.TempPathFactory, config: CommuneConfig
) -> None:
    assert reload(config, tmp_path_factory.mktemp("export")) == config


@pytest.mark.parametrize("slug", available())
def test_each_commune_survives_the_database_and_the_files(slug: str, tmp_path: Path) -> None:
    config = load_commune(COMMUNES / slug)
    assert CommuneConfig.from_json(config.to_json()) == config
    assert reload(config, tmp_path) == config


def test_fifth_commune_is_a_folder(folder: Path, tmp_path: Path) -> None:
    config = load_commune(folder)
    assert (config.slug, config.name, config.passwords.min_length) == ("sainte-colline", "Sainte-Colline", 12)
    assert reload(config, tmp_path / "export") == config


@pytest.mark.parametrize(
    ("department", "territory"),
    [
        ("974", 'code = "la-reunion"\ntime_zone = "Indian/Reunion"'),
        ("972", 'code = "martinique"\ntime_zone = "America/Martinique"'),
        ("67", 'code = "alsace-moselle"\nschool_zone = "B"'),
    ],
)
def test_territories_with_holidays_of_their_own(folder: Path, department: str, territory: str) -> None:
    edit(folder, "commune.toml", 'department_code = "25"', f'department_code = "{department}"')
    edit(folder, "commune.toml", 'insee_code = "25999"', f'insee_code = "{department:0<5}"')
    edit(folder, "commune.toml", 'school_zone = "A"', territory)
    assert f'code = "{load_commune(folder).territory.code}"' in territory


def test_commune_without_catalogue_tariffs_nor_news(folder: Path, tmp_path: Path) -> None:
    for name in ("catalogue.toml", "tariffs.toml", "news/ouverture.md"):
        (folder / name).unlink()
    config = load_commune(folder)
    assert (config.activities, config.tariffs, config.news) == ((), (), ())
    assert reload(config, tmp_path / "export") == config


def test_defaults_give_a_state_to_every_field() -> None:
    assert list(FRESNES.wizard.fields) == list(FieldName)
    assert list(FRESNES.family.fields) == list(FamilyField)
    assert set(defaults.tree()["wizard"]["fields"]) == {field.value for field in FieldName}
    assert set(defaults.tree()["family"]["fields"]) == {field.value for field in FamilyField}


def test_export_leaves_out_what_the_defaults_say(folder: Path) -> None:
    exported = load_commune(folder).to_files()
    assert "link_hours" not in exported["commune.toml"]
    assert "[wizard" not in exported["commune.toml"]
    assert sorted(exported) == sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.*"))


def test_service_hours_are_written_by_slot(folder: Path) -> None:
    text = (folder / "commune.toml").read_text(encoding="utf-8")
    slots = '["monday 08:30-12:00", "tuesday 13:30-17:30"]'
    (folder / "commune.toml").write_text(text.replace("[activation]", f"[activation]\ncounting = {slots}"), "utf-8")
    assert f"counting = {slots}" in load_commune(folder).to_files()["commune.toml"]


def test_stored_configuration_takes_the_default_of_a_key_added_since() -> None:
    stored: dict[str, Any] = FRESNES.to_json()
    del stored["uploads"]
    assert CommuneConfig.from_json(stored) == FRESNES


def test_stored_configuration_with_an_unknown_key_is_refused() -> None:
    with pytest.raises(ConfigurationError) as refusal:
        CommuneConfig.from_json({**FRESNES.to_json(), "colour": "blue"})
    [problem] = refusal.value.problems
    assert (problem.file, problem.key, problem.found) == ("base de données", "colour", "une clé inconnue")


def test_stored_configuration_may_still_say_what_nothing_reads_any_more() -> None:
    stored: dict[str, Any] = FRESNES.to_json()
    stored["enrolment"] = {**stored["enrolment"], "one_file_per_child": True}
    loaded = CommuneConfig.from_json(stored)
    assert (loaded, loaded.digest) == (FRESNES, FRESNES.digest)


def test_file_that_says_what_nothing_reads_any_more_is_refused(folder: Path) -> None:
    edit(folder, "commune.toml", "[activation]", "[enrolment]\none_file_per_child = true\n\n[activation]")
    with pytest.raises(ConfigurationError) as refusal:
        load_commune(folder)
    [problem] = refusal.value.problems
    assert (problem.key, problem.found) == ("enrolment.one_file_per_child", "une clé inconnue")


def test_stored_part_that_is_no_table_is_refused_like_any_other() -> None:
    with pytest.raises(ConfigurationError) as refusal:
        CommuneConfig.from_json({**FRESNES.to_json(), "enrolment": "toujours"})
    assert [problem.key for problem in refusal.value.problems] == ["enrolment"]


def test_digest_is_the_same_whatever_the_order_of_pages() -> None:
    shuffled = replace(FRESNES, pages=dict(reversed(FRESNES.pages.items())))
    assert shuffled.digest == FRESNES.digest
    assert replace(FRESNES, name="Frênes").digest != FRESNES.digest


def test_diff_of_equal_configurations_is_empty() -> None:
    assert diff(FRESNES, load_commune(COMMUNES / "fresnes")) == ()


def test_diff_names_each_key_that_changes() -> None:
    [service] = FRESNES.services
    changed = replace(
        FRESNES,
        captcha=replace(FRESNES.captcha, targets=("leaf",)),
        services=(replace(service, phone="01 99 00 00 01"), replace(service, slug="creches")),
    )
    changes = diff(FRESNES, changed)
    assert changes[:3] == (
        Change(key="captcha.targets", old=["foot"], new=["leaf"]),
        Change(key="services", old=["accueil-unique"], new=["accueil-unique", "creches"]),
        Change(key="services[accueil-unique].phone", old="01 49 84 56 56", new="01 99 00 00 01"),
    )
    assert Change(key="services[creches].slug", old=None, new="creches") in changes


def test_diff_tells_what_goes_away_and_a_new_order() -> None:
    without = replace(FRESNES, news=FRESNES.news[:1], citizen_menu=FRESNES.citizen_menu[:1])
    changes = {change.key: change for change in diff(FRESNES, without)}
    assert changes["citizen_menu[2].label"] == Change(key="citizen_menu[2].label", old="Actualités", new=None)
    reordered = replace(FRESNES, activities=FRESNES.activities[::-1])
    assert [change.key for change in diff(FRESNES, reordered)] == ["activities"]
