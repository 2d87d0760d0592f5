"""What keeps a file true: photos, the yearly confirmation, the quotient, who else pays, what the town hall writes."""

from collections.abc import Callable
from datetime import date

from .browser import Walker
from .mail import MailPeer, text_of
from .running import RunningPlatform
from .steps import papers, sessions, upkeep
from .steps.agents import Agents
from .steps.declaring import TODAY
from .steps.people import Child
from .steps.places import given_place
from .steps.registry import known_family
from .steps.towns import CARBON_BLANC, FRESNES, VILLEFRANQUE, VILLENNES, parent_of

ROSE = Child(usual_name="Etcheverry", first_names="Rose", sex="Féminin", birth_date=date(TODAY.year - 8, 3, 14))


def test_a_child_has_a_photo_that_agents_see_until_it_is_taken_back(
    walker: Callable[..., Walker], agents: Agents, platform: RunningPlatform
) -> None:
    maite = parent_of(VILLEFRANQUE, first_names="Maïté", usual_name="Etcheverry", username="maite.etcheverry")
    known_family(platform, "villefranque", maite, [ROSE])
    person = walker("villefranque", width=390, pictures=(390, 1280))
    sessions.sign_in_as(person, maite)
    upkeep.add_a_photo(person, ROSE, papers.portrait("rose.jpg"))

    agent = walker("villefranque", pictures=(390, 1280))
    agents.sign_in(agent)
    upkeep.open_family(agent, "Etcheverry")
    agent.picture("agents-photos")
    assert upkeep.photos_of(agent, ROSE) == 1

    upkeep.take_the_photo_back(person, ROSE)
    upkeep.open_family(agent, "Etcheverry")
    assert upkeep.photos_of(agent, ROSE) == 0


def test_a_family_confirms_what_is_known_of_it_and_brings_its_quotient(
    walker: Callable[..., Walker], agents: Agents, platform: RunningPlatform
) -> None:
    jeanne = parent_of(CARBON_BLANC, first_names="Jeanne", usual_name="Duprat", username="jeanne.duprat")
    known_family(platform, "carbon-blanc", jeanne, [ROSE])
    person = walker("carbon-blanc", width=390, pictures=(390, 1280))
    sessions.sign_in_as(person, jeanne)
    upkeep.confirm_everything(person)
    upkeep.ask_for_the_quotient(person)

    agent = walker("carbon-blanc", pictures=(390, 1280))
    agents.sign_in(agent)
    upkeep.open_family(agent, "Duprat")
    agent.does_not_see("612")
    agent.press("Lire le quotient")
    agent.sees("612")
    agent.picture("agents-quotient")


def test_an_organisation_pays_a_part_and_a_group_is_written_to(
    walker: Callable[..., Walker], mail: MailPeer, agents: Agents, platform: RunningPlatform
) -> None:
    lea = parent_of(FRESNES, first_names="Léa", usual_name="Carlier", username="lea.carlier")
    known_family(platform, "fresnes", lea, [ROSE])
    given_place(platform, "fresnes", lea, ROSE, activity="restauration")
    agent = walker("fresnes", pictures=(390, 1280))
    agents.sign_in(agent)
    upkeep.open_family(agent, "Carlier")
    upkeep.add_a_payer(agent, "CCAS de Fresnes", part=40)

    upkeep.write_to_the_families(agent, "Restauration scolaire", "Repas froid jeudi", "La cuisine est en panne jeudi.")
    received = text_of(mail.wait_for(lea.email, "Repas froid jeudi"))
    assert "La cuisine est en panne jeudi." in received
    assert "Rose" in received

    person = walker("fresnes", width=390, pictures=(390,))
    sessions.sign_in_as(person, lea)
    person.go("/ma-famille/")
    person.sees("CCAS de Fresnes : 40 %, pour toute la famille")
    person.picture("family-payers")


def test_agents_see_who_must_not_collect_a_child_and_no_parent_does(
    walker: Callable[..., Walker], agents: Agents, platform: RunningPlatform
) -> None:
    anne = parent_of(VILLENNES, first_names="Anne", usual_name="Delorme", username="anne.delorme")
    known_family(platform, "villennes-sur-seine", anne, [ROSE])
    agent = walker("villennes-sur-seine", pictures=(390, 1280))
    agents.sign_in(agent)
    upkeep.open_family(agent, "Delorme")
    upkeep.bar_somebody(agent, ROSE, "Marc Etchegaray", why="La mère l’a demandé après des menaces.")

    person = walker("villennes-sur-seine", width=390)
    sessions.sign_in_as(person, anne)
    upkeep.is_nowhere(person, "Etchegaray")
