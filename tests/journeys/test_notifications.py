"""What a person chooses to be told, topic by topic and channel by channel; what the law sends comes all the same."""

from collections.abc import Callable

from playwright.sync_api import expect

from .browser import Walker
from .mail import MailPeer
from .running import RunningPlatform
from .steps import agents as town_hall
from .steps import requesting, sessions
from .steps.agents import Agents
from .steps.registry import known_family
from .steps.towns import CARBON_BLANC, parent_of

PROGRESS = "Avancement de mes demandes"
PARENT = parent_of(CARBON_BLANC, first_names="Awa", usual_name="Diop", username="awa.diop")


def test_a_refused_topic_does_not_come_by_email_and_a_legal_one_does(
    walker: Callable[..., Walker], mail: MailPeer, agents: Agents, platform: RunningPlatform
) -> None:
    known_family(platform, "carbon-blanc", PARENT, [])
    person = walker("carbon-blanc", width=390, pictures=(390, 1280))
    sessions.sign_in_as(person, PARENT)
    refuse_by_email(person, PROGRESS)
    number = write_to_the_town_hall(person)

    agent = walker("carbon-blanc")
    agents.sign_in(agent)
    town_hall.open_case(agent, number)
    town_hall.take(agent)
    town_hall.close(agent, "Elle ouvre à 8 h 20.")
    mail.wait_for(PARENT.email, f"Demande n° {number} : le service vous répond")
    assert [subject for subject in mail.subjects(PARENT.email) if number in subject] == [
        f"Nous avons reçu votre demande n° {number}",
        f"Demande n° {number} : le service vous répond",
    ]
    person.go("/mes-notifications/")
    person.sees(f"Demande n° {number} : votre demande est en cours d’instruction")
    person.picture("notifications")


def refuse_by_email(person: Walker, topic: str) -> None:
    """Only the e-mails of this topic; what the law requires has nothing to untick."""
    person.go("/mes-notifications/")
    person.follow("Choisir ce que je reçois")
    legal = person.page.get_by_role("region", name="Accusés de réception et décisions")
    expect(legal).to_contain_text("la loi oblige la mairie")
    expect(legal.get_by_role("checkbox")).to_have_count(0)
    chosen = person.page.get_by_role("region", name=topic)
    chosen.get_by_label("Courriel").uncheck()
    person.picture("preferences")
    person.press("Enregistrer mes préférences")
    person.sees("Vos préférences sont enregistrées.")
    expect(chosen.get_by_label("Courriel")).not_to_be_checked()
    expect(chosen.get_by_label("Dans mon espace")).to_be_checked()


def write_to_the_town_hall(person: Walker) -> str:
    requesting.begin(person, "Contacter la mairie", minutes=2)
    requesting.reveal(person, "De quoi s’agit-il ?", "L’école")
    person.fill("Votre message", "À quelle heure ouvre la grille ?")
    requesting.go_on(person)
    person.follow("Continuer vers le récapitulatif")
    return requesting.file(person, "À quelle heure ouvre la grille ?", decided=False)
