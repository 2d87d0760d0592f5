"""The texts that the communes publish."""

import re
from itertools import combinations, pairwise

import pytest

from communes_config import COMMUNES, CommuneConfig, available, load_commune

PLACEHOLDER = re.compile(r"todo|lorem|xxx|à compléter|à définir|\[\.\.\.\]|\{\{|\{\w+\}", re.IGNORECASE)
COMMUNITY = {slug: load_commune(COMMUNES / slug) for slug in available()}


def texts(config: CommuneConfig) -> list[str]:
    pages = [page.markdown for page in config.pages.values()]
    answers = [entry.answer for entry in config.help]
    return [config.cgu.markdown, config.identity.welcome, *pages, *answers, *(item.body for item in config.news)]


@pytest.fixture(params=COMMUNITY.values(), ids=COMMUNITY.keys())
def config(request: pytest.FixtureRequest) -> CommuneConfig:
    found: CommuneConfig = request.param
    return found


def test_texts_hold_no_placeholder(config: CommuneConfig) -> None:
    assert [text for text in texts(config) if PLACEHOLDER.search(text)] == []


def test_texts_name_no_other_commune(config: CommuneConfig) -> None:
    others = [other.name for other in COMMUNITY.values() if other is not config]
    assert [name for name in others for text in texts(config) if name in text] == []


@pytest.mark.parametrize(
    "law",
    [
        "article 6, paragraphe 1, point e",
        "mission d'intérêt public",
        "CNIL",
        "déléguée à la protection des données",
        "article 441-1 du code pénal",
        "L112-8",
        "n° 2005-1516",
        "n° 2009-730",
        "Défenseur des droits",
        "tribunal administratif",
    ],
)
def test_cgu_state_the_law(config: CommuneConfig, law: str) -> None:
    assert law in config.cgu.markdown


def test_cgu_name_their_commune_and_their_version(config: CommuneConfig) -> None:
    assert config.name in config.cgu.markdown
    assert f"numéro {config.cgu.version}." in config.cgu.markdown


def test_cgu_are_different_in_each_commune() -> None:
    for one, other in combinations(COMMUNITY.values(), 2):
        assert one.cgu.digest != other.cgu.digest


def test_legal_pages_name_their_commune_and_its_phone(config: CommuneConfig) -> None:
    legal = config.pages["mentions-legales"].markdown
    assert config.name in legal
    assert any(service.phone in legal for service in config.services)


def test_accessibility_page_gives_the_state_and_the_way_of_appeal(config: CommuneConfig) -> None:
    page = config.pages["accessibilite"].markdown
    assert "**non conforme**" in page
    assert "Libre réponse 71120, 75342 Paris Cedex 07" in page


def test_headings_start_at_the_second_level_and_skip_none(config: CommuneConfig) -> None:
    for text in texts(config):
        levels = [2, *(len(marks) for marks in re.findall(r"^(#+) ", text, re.MULTILINE))]
        assert all(after <= before + 1 and after >= 2 for before, after in pairwise(levels))
