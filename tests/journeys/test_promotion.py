"""The end of the year: an agent sees where each pupil of a school goes, applies it once, and takes it back."""

from collections.abc import Callable
from datetime import date

from playwright.sync_api import Locator, expect

from .browser import Walker
from .running import RunningPlatform
from .steps.agents import Agents
from .steps.people import Child
from .steps.registry import Pupil, known_family
from .steps.school_year import YEAR
from .steps.towns import CARBON_BLANC, parent_of

SCHOOL = "École élémentaire du Bourg"
GASPARD = Child(usual_name="Lacoste", first_names="Gaspard", sex="Masculin", birth_date=date(YEAR.start - 7, 1, 8))
JEANNE = Child(usual_name="Lacoste", first_names="Jeanne", sex="Féminin", birth_date=date(YEAR.start - 8, 6, 2))
VICTOR = Child(usual_name="Lacoste", first_names="Victor", sex="Masculin", birth_date=date(YEAR.start - 10, 9, 9))
LEVELS = {GASPARD: "ce1", JEANNE: "ce2", VICTOR: "cm2"}


def test_a_school_passes_to_the_next_year_and_back(
    walker: Callable[..., Walker], agents: Agents, platform: RunningPlatform
) -> None:
    parent = parent_of(CARBON_BLANC, first_names="Zoé", usual_name="Lacoste", username="zoe.lacoste")
    pupils = [
        Pupil(child=child, school="elementaire-du-bourg", level=level, year=str(YEAR))
        for child, level in LEVELS.items()
    ]
    known_family(platform, "carbon-blanc", parent, list(LEVELS), pupils=pupils)
    agent = walker("carbon-blanc", pictures=(390, 1280))
    agents.sign_in(agent)
    open_the_school(agent, year=str(YEAR))
    agent.follow(f"Passage en {YEAR.next}", inside="main")
    expect(goes(agent, GASPARD)).to_have_text(f"CE2, {SCHOOL}")
    expect(goes(agent, VICTOR)).to_have_text("Quitte les écoles de la commune")
    agent.field(f"Exception pour {JEANNE.full_name}").select_option(label="Redouble")
    agent.press("Revoir l’aperçu")
    expect(goes(agent, JEANNE)).to_contain_text("Redouble")
    agent.picture("agents-promotion")
    agent.press("Appliquer le passage")
    agent.sees("Le passage est fait")

    open_the_school(agent, year=str(YEAR.next))
    assert {child: level_of(agent, child) for child in LEVELS} == {GASPARD: "CE2", JEANNE: "CE2", VICTOR: ""}
    agent.go(f"/agents/ecoles/elementaire-du-bourg/passage/{YEAR}/")
    agent.press("Annuler le passage")
    agent.sees(f"Le passage vers {YEAR.next} est annulé : rien n’en reste.")
    open_the_school(agent, year=str(YEAR.next))
    assert {child: level_of(agent, child) for child in LEVELS} == dict.fromkeys(LEVELS, "")


def open_the_school(agent: Walker, *, year: str) -> None:
    agent.go("/agents/")
    agent.follow("Écoles", inside="nav")
    agent.follow(SCHOOL, inside="main table")
    if not agent.heading().endswith(year):
        agent.go(f"/agents/ecoles/elementaire-du-bourg/?annee={year}")
    assert agent.heading() == f"{SCHOOL}, {year}"


def row_of(agent: Walker, child: Child) -> Locator:
    return agent.page.locator("main tbody tr", has=agent.page.get_by_role("rowheader", name=child.full_name))


def goes(agent: Walker, child: Child) -> Locator:
    return row_of(agent, child).locator("td").nth(1)


def level_of(agent: Walker, child: Child) -> str:
    """Return the level of a pupil on the roll of a school, nothing when it is not there."""
    row = row_of(agent, child)
    return row.locator("td").first.inner_text().strip() if row.count() else ""
